import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { Outcome } from "../../../service/service.ts";
import type { Wish } from "../../../service/wish.ts";
import { cursor } from "../../proof/input/generators.ts";
import { hostileText } from "../../proof/input/hostile-text.ts";
import { select, textsOf } from "../../support/page.ts";
import { seed } from "../../support/seed.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestStore, type TestTable } from "../../support/table.ts";
import { type Ask, createTestService, type TestService } from "../../support/test-service.ts";

const { signal } = new AbortController();
let table: TestTable;
let store: TestStore;
let service: TestService;
let queries = 0;

beforeAll(async () => {
  table = await startTestTable();
  store = {
    ...table.store,
    newest(query, until) {
      queries += 1;
      return table.store.newest(query, until);
    },
  };
});
afterAll(() => table.close());
beforeEach(() => {
  // Nothing is kept from the test before.
  service = createTestService(store);
  queries = 0;
});

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function get(
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Outcome> {
  return service.ask(`${method} /`, { query, headers: { ...browser, ...headers } });
}

async function pageOf(query: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<string> {
  return (await get(query, headers)).response.body;
}

async function keep(...wishes: (Partial<Wish> & { shelf?: "wanted" | "got" | "removed" })[]): Promise<void> {
  for (const wish of wishes) await table.store.add(storedWish(wish), signal);
}

function mostly(...usual: string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...usual), hostileText);
}

function linksOf(page: string): (string | undefined)[] {
  return select(page, "a").map(({ attributes }) => attributes["href"]);
}

describe("an empty list", () => {
  it("says so kindly, with its address, a code of it and the feeds", async () => {
    const page = await pageOf();
    expect(textsOf(page, "h1")).toEqual(["Wish list"]);
    expect(textsOf(page, "p.empty")).toEqual(["There is no wish on this list right now. Please look in again soon."]);
    expect(textsOf(page, "p.changed")).toEqual([]);
    expect(linksOf(page)).toEqual(["/?status=got", "https://api.test/", "/feed.atom"]);
    expect(select(page, "svg.qr")).toHaveLength(1);
    const feeds = select(page, "link").map(({ attributes }) => [attributes["type"], attributes["href"]]);
    expect(feeds).toEqual([
      ["application/atom+xml", "/feed.atom"],
      ["application/feed+json", "/feed.json"],
    ]);
  });

  it("speaks the reader's language", async () => {
    const page = await pageOf({}, { "accept-language": "de-AT,de;q=0.9" });
    expect(select(page, "html")[0]?.attributes).toEqual({ lang: "de" });
    expect(textsOf(page, "title")).toEqual(["Wunschliste"]);
  });
});

describe("a list", () => {
  beforeAll(() =>
    keep(
      { id: "kite", name: "A kite", createdAt: "2026-11-20T10:00:00.000Z" },
      {
        id: "bicycle",
        name: "A red bicycle",
        url: "https://fahrräder.example/rot?größe=m",
        description: "Size M.\nAny red will do.",
        price: { amount: "1249.50", currency: "EUR" },
        priority: "high",
        quantity: 3,
        tags: ["outdoor", "sport"],
        createdAt: "2026-11-18T10:00:00.000Z",
        updatedAt: "2026-11-24T10:00:00.000Z",
      },
      { id: "book", name: "A book", priority: "low", createdAt: "2026-11-19T10:00:00.000Z" },
      { id: "drum", name: "A drum", shelf: "got", priority: "high", createdAt: "2026-11-17T10:00:00.000Z" },
      { id: "gone", name: "Gone", shelf: "removed", createdAt: "2026-11-16T10:00:00.000Z" },
    ),
  );

  it("shows what is most wanted first, then what is newest, each under its id", async () => {
    expect(select(await pageOf(), "article").map(({ attributes }) => attributes["id"])).toEqual([
      "bicycle",
      "kite",
      "book",
    ]);
  });

  it("shows all that is said of a wish", async () => {
    const page = await pageOf();
    const one = (selector: string) => textsOf(page, selector)[0];
    expect(one("p.most")).toBe("Most wanted");
    expect(one("h2")).toBe("A red bicycle");
    expect(one("p.price")).toBe("€1,249.50");
    expect(one("p.wants")).toBe("Wants 3");
    expect(one("p.note")).toBe("Size M.\nAny red will do.");
    expect(textsOf(page, "li")).toEqual(["outdoor", "sport"]);
    expect(one("p.changed")).toBe("Last changed on November 24, 2026.");
  });

  it("leads to the shop without telling it anything, and names its host in ASCII", async () => {
    const page = await pageOf();
    expect(select(page, "a")[0]).toEqual({
      name: "a",
      text: "A red bicycle",
      attributes: {
        href: "https://xn--fahrrder-4za.example/rot?gr%C3%B6%C3%9Fe=m",
        rel: "ugc nofollow noopener noreferrer",
      },
    });
    expect(textsOf(page, "p.shop")).toEqual(["at xn--fahrrder-4za.example"]);
  });

  it("writes prices as the reader does, also where there are no words in that language", async () => {
    expect(textsOf(await pageOf({}, { "accept-language": "de" }), "p.price")).toEqual(["1.249,50\u00A0€"]);
    expect(textsOf(await pageOf({}, { "accept-language": "fr" }), "p.price")).toEqual(["1\u202F249,50\u00A0€"]);
  });

  it("shows what was given already behind a link, and leads back", async () => {
    expect(linksOf(await pageOf())).toContain("/?status=got");
    const page = await pageOf({ status: "got" });
    expect(textsOf(page, "h1")).toEqual(["Given already"]);
    expect(textsOf(page, "h2")).toEqual(["A drum"]);
    expect(textsOf(page, "p.most")).toEqual([]);
    expect(linksOf(page)).toEqual(["/", "https://api.test/", "/feed.atom"]);
  });

  it("lets a browser load and run nothing, and tells no shop and no search engine of itself", async () => {
    const { headers } = (await get()).response;
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex",
      "cache-control": "public, max-age=60, stale-while-revalidate=600",
      vary: "accept-language, accept-encoding",
      etag: expect.stringMatching(/^W\/"[\w-]{22}"$/u) as string,
    });
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/u,
    );
  });

  it("is answered with 304 to who has it, and to HEAD without the page", async () => {
    const { headers } = (await get()).response;
    const known = await get({}, { "if-none-match": `"other", ${headers["etag"]}` });
    expect(known.response).toEqual({ status: 304, headers, body: "" });
    expect((await get({}, {}, "HEAD")).response).toEqual({ status: 200, headers, body: "" });
    expect((await get({}, { "if-none-match": "*" }, "HEAD")).response).toEqual({ status: 304, headers, body: "" });
    expect((await get({}, { "if-none-match": headers["etag"]!, "accept-language": "de" })).response.status).toBe(200);
  });

  it("is read once in two seconds, however many look at it, and in whichever language", async () => {
    await Promise.all(["en", "de", "en", "fr"].map((language) => pageOf({}, { "accept-language": language })));
    expect(queries).toBe(1);
    service.clock.milliseconds += 1999;
    await pageOf();
    expect(queries).toBe(1);
    service.clock.milliseconds += 1;
    await pageOf();
    expect(queries).toBe(2);
    await pageOf({ status: "got" });
    expect(queries).toBe(3);
  });
});

describe("what is no page", () => {
  it.each([{ list: "nobodys" }, { status: "removed" }, { page: "0" }, { page: "2" }, { page: "1e1" }, { page: "1,1" }])(
    "is a kind page that leads to the list: %j",
    async (query) => {
      const { status, body, headers } = (await get(query)).response;
      expect(status).toBe(404);
      expect(textsOf(body, "h1")).toEqual(["There is nothing here"]);
      expect(linksOf(body)).toEqual(["/"]);
      expect(headers).toMatchObject({ "cache-control": "no-store", vary: "accept, accept-language" });
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    },
  );

  it("is a page in place of JSON at every address that a browser may read", async () => {
    const asked: [string, Ask][] = [
      ["GET /wish-list-service/{id}", { path: { id: "nothing" } }],
      ["GET /wish-list-service", { query: { limit: "0" } }],
      ["GET /feed.atom", { query: { list: "nobodys" } }],
    ];
    for (const [routeKey, ask] of asked) {
      const { response } = await service.ask(routeKey, { ...ask, headers: { ...browser, "accept-language": "de" } });
      expect(textsOf(response.body, "h1")).toEqual(["Hier ist nichts"]);
      expect((await service.ask(routeKey, ask)).response.headers["content-type"]).toBe("application/json");
    }
  });

  it("is a page that asks for patience when the table cannot be reached", async () => {
    const { response } = await createTestService({
      ...store,
      newest: () => store.newest({} as never, AbortSignal.abort()),
    }).ask("GET /", { headers: browser });
    expect(response.status).toBe(503);
    expect(response.headers["retry-after"]).toBe("1");
    expect(textsOf(response.body, "h1")).toEqual(["Just a moment"]);
  });

  it("is told from a page whatever is asked for, by whoever reads whatever", async () => {
    const query = fc.record(
      {
        list: mostly("default"),
        status: mostly("wanted", "got"),
        page: mostly("1", "2", "999"),
        nextToken: fc.oneof(cursor([{ createdAt: "2026-11-19T10:00:00.000Z", id: "book" }]), hostileText),
      },
      { requiredKeys: [] },
    );
    const language = mostly(
      "de",
      "fr-CA, *;q=0.1",
      "en-US-u-hc-h12;q=0.5",
      `de${",de".repeat(3000)}`,
      "-,;q=,de;q=1e999",
    );
    const property = fc.asyncProperty(query, language, fc.boolean(), async (asked, header, isHead) => {
      const { response } = await get(asked, { "accept-language": header }, isHead ? "HEAD" : "GET");
      expect([200, 400, 404]).toContain(response.status);
      expect(response.headers["content-type"]).toBe("text/html; charset=utf-8");
    });
    await fc.assert(property, { seed, numRuns: 300 });
  });

  it("has no body for HEAD", async () => {
    expect((await get({ page: "2" }, {}, "HEAD")).response).toMatchObject({ status: 404, body: "" });
  });
});
