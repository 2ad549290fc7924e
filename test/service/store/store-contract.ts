import { randomUUID } from "node:crypto";

import { expect, it } from "vitest";

import type { Place, StoredWish, WishReader, WishWriter } from "../../../service/store/store.ts";

const plentyMilliseconds = 30_000;

function wish(list: string, minute: number, more: Partial<StoredWish> = {}): StoredWish {
  return {
    id: randomUUID(),
    list,
    name: `Wish of minute ${minute}`,
    createdAt: `2026-11-22T10:${String(minute).padStart(2, "0")}:00.000Z`,
    addedBy: "auth0|ada",
    ...more,
  };
}

/** What every store of wishes must do; `store` is asked for when a test runs. */
export function describeStoreContract(store: () => WishReader & WishWriter): void {
  async function add(list: string, ...minutes: number[]): Promise<StoredWish[]> {
    const wishes = minutes.map((minute) => wish(list, minute));
    await Promise.all(wishes.map((each) => store().add(each, AbortSignal.timeout(plentyMilliseconds))));
    return wishes;
  }

  it("keeps a wish with everything in it, and shows it without who added it", async () => {
    const list = randomUUID();
    const description = 'two\nlines\tand "quotes" \\ 🎁 é';
    const added = wish(list, 1, { description, url: "https://example.org/?a=1&b=%20" });
    expect(await store().add(added, AbortSignal.timeout(plentyMilliseconds))).toEqual(added);
    const { list: _list, addedBy: _addedBy, ...shown } = added;
    expect(await store().newest({ list, limit: 10 }, AbortSignal.timeout(plentyMilliseconds))).toEqual({
      wishes: [shown],
    });
  });

  it("leaves a wish as it is when its id comes again, and answers with what it holds", async () => {
    const list = randomUUID();
    const first = wish(list, 1);
    const second = { ...first, name: "Another", createdAt: "2026-11-22T11:00:00.000Z", addedBy: "auth0|bob" };
    await store().add(first, AbortSignal.timeout(plentyMilliseconds));
    expect(await store().add(second, AbortSignal.timeout(plentyMilliseconds))).toEqual(first);
    expect((await store().newest({ list, limit: 10 }, AbortSignal.timeout(plentyMilliseconds))).wishes).toHaveLength(1);
  });

  it("keeps one of many written at once under one id, and answers all with that one", async () => {
    const rivals = Array.from({ length: 10 }, (_, n) => wish("rivals", n, { id: "one-and-the-same" }));
    const held = await Promise.all(rivals.map((rival) => store().add(rival, AbortSignal.timeout(plentyMilliseconds))));
    expect(new Set(held.map(({ name }) => name)).size).toBe(1);
  });

  it("lists newest first", async () => {
    const list = randomUUID();
    await add(list, 3, 1, 2);
    const { wishes } = await store().newest({ list, limit: 10 }, AbortSignal.timeout(plentyMilliseconds));
    expect(wishes.map(({ createdAt }) => createdAt.slice(14, 16))).toEqual(["03", "02", "01"]);
  });

  it("lists nothing of another list, even from a place in that list", async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    await add(mine, 1, 2);
    const [, place] = await add(theirs, 1, 5);
    expect(await store().newest({ list: randomUUID(), limit: 10 }, AbortSignal.timeout(plentyMilliseconds))).toEqual({
      wishes: [],
    });
    const { wishes } = await store().newest(
      { list: mine, limit: 10, after: place as Place },
      AbortSignal.timeout(plentyMilliseconds),
    );
    expect(wishes).toHaveLength(2);
  });

  it("goes on behind a place, to the last page, which names no next", async () => {
    const list = randomUUID();
    await add(list, 1, 2, 3, 4, 5);
    const pages: string[][] = [];
    let after: Place | undefined;
    do {
      const page = await store().newest(
        { list, limit: 2, ...(after && { after }) },
        AbortSignal.timeout(plentyMilliseconds),
      );
      pages.push(page.wishes.map(({ createdAt }) => createdAt.slice(14, 16)));
      after = page.next;
    } while (after);
    expect(pages).toEqual([["05", "04"], ["03", "02"], ["01"]]);
  });

  it("passes every wish once though all were added in the same millisecond", async () => {
    const list = randomUUID();
    const added = await add(list, 7, 7, 7, 7, 7, 7, 7);
    const seen: string[] = [];
    let after: Place | undefined;
    do {
      const query = { list, limit: 2, ...(after && { after }) };
      const page = await store().newest(query, AbortSignal.timeout(plentyMilliseconds));
      seen.push(...page.wishes.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(seen.toSorted()).toEqual(added.map(({ id }) => id).toSorted());
  });

  it("names no next when a page ends just where the list does", async () => {
    const list = randomUUID();
    await add(list, 1, 2);
    expect(await store().newest({ list, limit: 2 }, AbortSignal.timeout(plentyMilliseconds))).not.toHaveProperty(
      "next",
    );
  });

  it("passes every wish once when pages are cut by size, not by number", async () => {
    const list = randomUUID();
    const big = Array.from({ length: 300 }, (_, n) =>
      wish(list, n % 60, { createdAt: new Date(n * 1000).toISOString(), description: "🎁".repeat(1900) }),
    );
    for (let n = 0; n < big.length; n += 50) {
      await Promise.all(big.slice(n, n + 50).map((each) => store().add(each, AbortSignal.timeout(plentyMilliseconds))));
    }
    const seen: string[] = [];
    let pages = 0;
    let after: Place | undefined;
    do {
      const page = await store().newest(
        { list, limit: 1000, ...(after && { after }) },
        AbortSignal.timeout(plentyMilliseconds),
      );
      seen.push(...page.wishes.map(({ id }) => id));
      pages += 1;
      after = page.next;
    } while (after);
    expect(seen).toEqual(big.map(({ id }) => id).toReversed());
    expect(pages).toBeGreaterThan(1);
  });
}
