import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { pathOf } from "../../../service/page/address.ts";
import type { Wish } from "../../../service/wish.ts";
import { select, textsOf } from "../../support/page.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";
import { createTestService } from "../../support/test-service.ts";

let table: TestTable;

/** Adds so many wishes, the last one as the newest. */
async function fill(count: number, more: (n: number) => Partial<Wish & { shelf: "got" }>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  await pMap(
    numbers,
    (n) => {
      const createdAt = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
      return table.store.add(storedWish({ name: `Wish ${n}`, createdAt, ...more(n) }), new AbortController().signal);
    },
    { concurrency: 8 },
  );
}

/** Reads a list as a person does, from link to link. */
async function readOn(path: string, rel: "next" | "prev" = "next"): Promise<{ pages: string[]; paths: string[] }> {
  const service = createTestService(table.store);
  const pages: string[] = [];
  const paths: string[] = [];
  for (let href: string | undefined = path; href !== undefined && pages.length < 50;) {
    const query = Object.fromEntries(new URL(href, "https://api.test").searchParams);
    const { response } = await service.ask("GET /", { query });
    expect(response.status).toBe(200);
    paths.push(href);
    pages.push(response.body);
    href = select(response.body, "a").find(({ attributes }) => attributes["rel"] === rel)?.attributes["href"];
  }
  return { pages, paths };
}

const namesOn = (page: string) => textsOf(page, "h2");

describe("a list of 1,001 wishes", () => {
  beforeAll(async () => {
    table = await startTestTable();
    // The first one is the oldest, and stands behind the thousand that are read and sorted at once.
    await fill(1001, (n) => ({ priority: n === 0 || n === 1 || n === 500 ? "high" : "low" }));
  });
  afterAll(() => table.close());

  it("is shown 200 a page, what is most wanted of the newest thousand first, and to its end", async () => {
    const { pages, paths } = await readOn(pathOf({}));
    expect(pages.map((page) => namesOn(page).length)).toEqual([200, 200, 200, 200, 200, 1]);
    expect(paths.slice(0, 5)).toEqual(["/", "/?page=2", "/?page=3", "/?page=4", "/?page=5"]);
    expect(paths[5]).toMatch(/^\/\?nextToken=[\w-]+$/u);
    const newest = Array.from({ length: 1000 }, (_, n) => `Wish ${1000 - n}`);
    const high = ["Wish 500", "Wish 1"];
    const names = [...high, ...newest.filter((name) => !high.includes(name)), "Wish 0"];
    expect(pages.flatMap(namesOn)).toEqual(names);
    expect(textsOf(pages[1]!, "span.number")).toEqual(["Page 2"]);
  });

  it("leads back page by page, and from behind the thousand to the beginning", async () => {
    const { paths } = await readOn(pathOf({}));
    expect((await readOn("/?page=5", "prev")).paths).toEqual(["/?page=5", "/?page=4", "/?page=3", "/?page=2", "/"]);
    expect((await readOn(paths[5]!, "prev")).paths).toEqual([paths[5], "/"]);
  });
});

describe("a list of 300 wishes of the longest texts", () => {
  beforeAll(async () => {
    table = await startTestTable();
    await fill(300, (n) => ({ description: "&".repeat(2000), url: `https://shop.example/${n}?${"&".repeat(2000)}` }));
  });
  afterAll(() => table.close());

  it("is shown in pages of 256 KiB at most, with nothing left out or twice", async () => {
    const { pages } = await readOn(pathOf({}));
    const names = Array.from({ length: 300 }, (_, n) => `Wish ${299 - n}`);
    expect(pages.flatMap(namesOn)).toEqual(names);
    const sizes = pages.map((page) => Buffer.byteLength(page));
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
    // As many as there is room for.
    expect(sizes[0]).toBeGreaterThan(220 * 1024);
  });

  it("is told of in feeds of 256 KiB at most, by its newest wishes", async () => {
    const service = createTestService(table.store);
    for (const [route, title] of [
      ["GET /feed.atom", /<title type="text">(Wish \d+)/gu],
      ["GET /feed.json", /"title":"(Wish \d+)/gu],
    ] as const) {
      const { body } = (await service.ask(route)).response;
      expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
      const titles = Array.from(body.matchAll(title), ([, name]) => name);
      expect(titles.length).toBeGreaterThan(5);
      expect(titles).toEqual(titles.map((_, n) => `Wish ${299 - n}`));
    }
  });
});
