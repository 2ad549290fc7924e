import { randomUUID } from "node:crypto";

import { expect, it } from "vitest";

import type {
  NewestQuery,
  Place,
  Shelf,
  StoredWish,
  Update,
  WishReader,
  WishWriter,
} from "../../../service/store/store.ts";
import type { Status, Wish } from "../../../service/wish.ts";
import { storedWish } from "../../support/stored-wish.ts";

const plentyMilliseconds = 30_000;

function wish(list: string, minute: number, more: Partial<Wish> = {}): StoredWish {
  const createdAt = `2026-11-22T10:${String(minute).padStart(2, "0")}:00.000Z`;
  return storedWish({ list, name: `Wish of minute ${minute}`, createdAt, ...more });
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
    expect(await store().newest({ list, shelf: "wanted", limit: 10 }, AbortSignal.timeout(plentyMilliseconds))).toEqual(
      {
        wishes: [added.wish],
      },
    );
  });

  it("leaves a wish as it is when its id comes again, and answers with what it holds", async () => {
    const list = randomUUID();
    const first = wish(list, 1);
    const { id } = first.wish;
    const second = storedWish({
      id,
      list,
      name: "Another",
      createdAt: "2026-11-22T11:00:00.000Z",
      addedBy: "auth0|bob",
    });
    await store().add(first, AbortSignal.timeout(plentyMilliseconds));
    expect(await store().add(second, AbortSignal.timeout(plentyMilliseconds))).toEqual(first);
    expect(
      (await store().newest({ list, shelf: "wanted", limit: 10 }, AbortSignal.timeout(plentyMilliseconds))).wishes,
    ).toHaveLength(1);
  });

  it("keeps one of many written at once under one id, and answers all with that one", async () => {
    const rivals = Array.from({ length: 10 }, (_, n) => wish("rivals", n, { id: "one-and-the-same" }));
    const held = await Promise.all(rivals.map((rival) => store().add(rival, AbortSignal.timeout(plentyMilliseconds))));
    expect(new Set(held.map(({ wish: { name } }) => name)).size).toBe(1);
  });

  it("lists newest first", async () => {
    const list = randomUUID();
    await add(list, 3, 1, 2);
    const { wishes } = await store().newest(
      { list, shelf: "wanted", limit: 10 },
      AbortSignal.timeout(plentyMilliseconds),
    );
    expect(wishes.map(({ createdAt }) => createdAt.slice(14, 16))).toEqual(["03", "02", "01"]);
  });

  it("lists nothing of another list, even from a place in that list", async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    await add(mine, 1, 2);
    const [, place] = await add(theirs, 1, 5);
    expect(
      await store().newest({ list: randomUUID(), shelf: "wanted", limit: 10 }, AbortSignal.timeout(plentyMilliseconds)),
    ).toEqual({
      wishes: [],
    });
    const { wishes } = await store().newest(
      { list: mine, shelf: "wanted", limit: 10, after: place!.wish },
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
        { list, shelf: "wanted", limit: 2, ...(after && { after }) },
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
      const query: NewestQuery = { list, shelf: "wanted", limit: 2, ...(after && { after }) };
      const page = await store().newest(query, AbortSignal.timeout(plentyMilliseconds));
      seen.push(...page.wishes.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(seen.toSorted()).toEqual(added.map(({ wish: { id } }) => id).toSorted());
  });

  it("names no next when a page ends just where the list does", async () => {
    const list = randomUUID();
    await add(list, 1, 2);
    expect(
      await store().newest({ list, shelf: "wanted", limit: 2 }, AbortSignal.timeout(plentyMilliseconds)),
    ).not.toHaveProperty("next");
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
        { list, shelf: "wanted", limit: 1000, ...(after && { after }) },
        AbortSignal.timeout(plentyMilliseconds),
      );
      seen.push(...page.wishes.map(({ id }) => id));
      pages += 1;
      after = page.next;
    } while (after);
    expect(seen).toEqual(big.map(({ wish: { id } }) => id).toReversed());
    expect(pages).toBeGreaterThan(1);
  });

  it("moves a wish between shelves, and each shelf lists its own", async () => {
    const signal = AbortSignal.timeout(plentyMilliseconds);
    const list = randomUUID();
    const [one, other] = (await add(list, 1, 2)) as [StoredWish, StoredWish];
    const move = (from: Shelf, to: Shelf) =>
      store().update(
        {
          id: one.wish.id,
          set: {},
          clear: [],
          to,
          updatedAt: one.wish.createdAt,
          changeKey: randomUUID(),
          onlyIf: { list, shelf: from },
        },
        signal,
      );
    const on = async (shelf: Status) =>
      (await store().newest({ list, shelf, limit: 10 }, signal)).wishes.map(({ id }) => id);
    expect(await move("wanted", "got")).toMatchObject({ shelf: "got", wish: { status: "got", version: 2 } });
    expect([await on("wanted"), await on("got")]).toEqual([[other.wish.id], [one.wish.id]]);
    expect(await move("wanted", "removed")).toBeUndefined();
    expect(await move("got", "removed")).toMatchObject({ shelf: "removed" });
    expect([await on("wanted"), await on("got")]).toEqual([[other.wish.id], []]);
    expect(await store().find(one.wish.id, signal)).toBeUndefined();
    expect(await store().read(one.wish.id, signal)).toMatchObject({ shelf: "removed", wish: { version: 3 } });
  });

  it("changes what is asked for and nothing else, only where its conditions hold", async () => {
    const signal = AbortSignal.timeout(plentyMilliseconds);
    const list = randomUUID();
    const added = wish(list, 1, { description: "old", tags: ["a", "b"], price: { amount: "1.50", currency: "EUR" } });
    const { id } = added.wish;
    await store().add(added, signal);
    const updatedAt = "2026-11-23T10:00:00.000Z";
    const rest = { id, set: {}, clear: [], to: "wanted", updatedAt } as const;
    const base: Update = { ...rest, changeKey: "1", onlyIf: { list, shelf: "wanted" } };
    for (const onlyIf of [
      { ...base.onlyIf, addedBy: "auth0|bob" },
      { ...base.onlyIf, version: 2 },
      { ...base.onlyIf, list: randomUUID() },
    ]) {
      expect(await store().update({ ...base, onlyIf }, signal)).toBeUndefined();
    }
    expect(await store().update({ ...base, id: "none" }, signal)).toBeUndefined();
    expect(await store().read("none", signal)).toBeUndefined();
    const onlyIf = { ...base.onlyIf, addedBy: added.addedBy, version: 1 };
    const changed = {
      ...base,
      set: { name: "New", priority: "high" },
      clear: ["description"],
      onlyIf,
    } as const;
    const { description: _description, ...kept } = added.wish;
    const expected = { ...kept, name: "New", priority: "high", updatedAt, version: 2 };
    expect(await store().update(changed, signal)).toEqual({ ...added, wish: expected, changeKey: "1" });
    expect(await store().find(id, signal)).toEqual(expected);
    expect(await store().update(changed, signal)).toBeUndefined();
  });

  it("makes a change once when it is asked for it again, and again when another came in between", async () => {
    const signal = AbortSignal.timeout(plentyMilliseconds);
    const list = randomUUID();
    const [added] = (await add(list, 1)) as [StoredWish];
    const { id, createdAt: updatedAt } = added.wish;
    const change = (changeKey: string) =>
      store().update(
        { id, set: {}, clear: [], to: "wanted", updatedAt, changeKey, onlyIf: { list, shelf: "wanted" } },
        signal,
      );
    expect(await change("1")).toMatchObject({ changeKey: "1", wish: { version: 2 } });
    expect(await change("1")).toBeUndefined();
    expect(await change("2")).toMatchObject({ changeKey: "2", wish: { version: 3 } });
    expect(await change("1")).toMatchObject({ changeKey: "1", wish: { version: 4 } });
  });
}
