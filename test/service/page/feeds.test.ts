import { afterAll, beforeAll, expect, it } from "vitest";

import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";
import { createTestService, type TestService } from "../../support/test-service.ts";

let table: TestTable;
let service: TestService;

beforeAll(async () => {
  table = await startTestTable();
  service = createTestService(table.store);
});
afterAll(() => table.close());

const feed = async (name: "atom" | "json") => (await service.ask(`GET /feed.${name}`)).response;

it("are feeds also where there is nothing to tell", async () => {
  expect(JSON.parse((await feed("json")).body)).toEqual({
    version: "https://jsonfeed.org/version/1.1",
    title: "Wish list",
    home_page_url: "https://api.test/",
    feed_url: "https://api.test/feed.json",
    items: [],
  });
  expect((await feed("atom")).body).toBe(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>https://api.test/</id>
<title type="text">Wish list</title>
<updated>1970-01-01T00:00:00.000Z</updated>
<author><name>Wish list</name></author>
<link rel="self" type="application/atom+xml" href="https://api.test/feed.atom"/>
<link rel="alternate" type="text/html" href="https://api.test/"/>
</feed>
`);
});

it("tell of the newest wishes, with what is said of each as plain text", async () => {
  service.clock.milliseconds += 2000;
  const { signal } = new AbortController();
  const createdAt = "2026-11-20T10:00:00.000Z";
  await table.store.add(storedWish({ id: "plain", name: "Plain", createdAt }), signal);
  await table.store.add(
    storedWish({
      id: "full",
      name: "<b>Full</b>",
      url: "https://shop.example/?a=1&b=2",
      description: "One & two\nlines",
      price: { amount: "5", currency: "EUR" },
      priority: "high",
      quantity: 2,
      tags: ["sport"],
      createdAt: "2026-11-21T10:00:00.000Z",
      updatedAt: "2026-11-22T10:00:00.000Z",
    }),
    signal,
  );
  await table.store.add(storedWish({ name: "Given", shelf: "got" }), signal);
  const { items } = JSON.parse((await feed("json")).body) as { items: object[] };
  expect(items).toEqual([
    {
      id: "https://api.test/wish-list-service/full",
      url: "https://api.test/#full",
      external_url: "https://shop.example/?a=1&b=2",
      title: "<b>Full</b>",
      content_text: "Most wanted\n€5.00\nWants 2\nat shop.example\nOne & two\nlines",
      date_published: "2026-11-21T10:00:00.000Z",
      date_modified: "2026-11-22T10:00:00.000Z",
      tags: ["sport"],
    },
    {
      id: "https://api.test/wish-list-service/plain",
      url: "https://api.test/#plain",
      title: "Plain",
      content_text: "Plain",
      date_published: createdAt,
      date_modified: createdAt,
    },
  ]);
  const { body, headers } = await feed("atom");
  expect(body).toContain("<updated>2026-11-22T10:00:00.000Z</updated>\n<author>");
  expect(body).toContain(`<entry>
<id>https://api.test/wish-list-service/full</id>
<title type="text">&lt;b&gt;Full&lt;/b&gt;</title>
<published>2026-11-21T10:00:00.000Z</published>
<updated>2026-11-22T10:00:00.000Z</updated>
<link rel="alternate" type="text/html" href="https://api.test/#full"/>
<link rel="related" href="https://shop.example/?a=1&amp;b=2"/>
<category term="sport"/>
<content type="text">Most wanted
€5.00
Wants 2
at shop.example
One &amp; two
lines</content>
</entry>`);
  expect(headers).toMatchObject({
    "content-type": "application/atom+xml; charset=utf-8",
    "cache-control": "public, max-age=60, stale-while-revalidate=600",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
  });
});

it("are as fresh as two seconds, and answered with 304 to who has them", async () => {
  const { headers } = await feed("json");
  const again = await service.ask("GET /feed.json", { headers: { "if-none-match": headers["etag"] } });
  expect(again.response).toMatchObject({ status: 304, body: "" });
  await table.store.add(
    storedWish({ name: "New", createdAt: "2026-11-23T10:00:00.000Z" }),
    new AbortController().signal,
  );
  expect((await feed("json")).headers["etag"]).toBe(headers["etag"]);
  service.clock.milliseconds += 2000;
  expect((await feed("json")).headers["etag"]).not.toBe(headers["etag"]);
});
