import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { WishPage } from "../../service/answers.ts";
import { metadataPath, wishesPath } from "../../service/contract.ts";
import { createService } from "../../service/service.ts";
import type { Wish } from "../../service/wish.ts";
import { startTestTable, type TestTable } from "../support/table.ts";
import { bodyOf, createTestService, type TestService } from "../support/test-service.ts";

let table: TestTable;
let service: TestService;
const ask: TestService["ask"] = (...args) => service.ask(...args);
const add: TestService["add"] = (...args) => service.add(...args);

beforeAll(async () => {
  table = await startTestTable();
  service = createTestService(table.store);
});
afterAll(() => table.close());

async function list(query: Record<string, string> = {}): Promise<WishPage> {
  return bodyOf(await ask(`GET ${wishesPath}`, { query })) as WishPage;
}

describe("POST", () => {
  it("answers 201 with the wish as it is kept", async () => {
    const outcome = await add({ name: " Kite ", url: "https://example.org/kite" });
    expect(outcome.response).toMatchObject({ status: 201, headers: { "content-type": "application/json" } });
    expect(bodyOf(outcome)).toEqual({
      id: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{26}$/u) as string,
      name: "Kite",
      url: "https://example.org/kite",
      createdAt: new Date(service.clock.milliseconds).toISOString(),
      status: "wanted",
      updatedAt: new Date(service.clock.milliseconds).toISOString(),
      version: 1,
      list: "default",
    });
    expect(outcome.response.headers["etag"]).toBe('"1"');
  });

  it("takes over when a copy says that it was added, in the past only", async () => {
    const createdAt = "2020-02-29T12:00:00.000Z";
    expect(bodyOf(await add({ name: "Old", createdAt }))).toMatchObject({ createdAt });
    expect((await list()).Items.at(-1)).toMatchObject({ name: "Old" });
    const future = new Date(service.clock.milliseconds + 3_600_000).toISOString();
    expect((await add({ name: "New", createdAt: future })).response.status).toBe(422);
    expect((await add({ name: "New", createdAt: "yesterday" })).response.status).toBe(422);
  });

  it("refuses a key of a wish that was removed meanwhile", async () => {
    const { id } = bodyOf(await add({ name: "Gone" }, { key: "gone" })) as Wish;
    expect((await service.onWish("DELETE", id)).response.status).toBe(204);
    const again = await add({ name: "Gone" }, { key: "gone" });
    expect(again.response.status).toBe(422);
    expect(bodyOf(again)).toMatchObject({ code: "key_reused", message: expect.stringContaining(id) as string });
  });

  it("answers a repeated key with the same wish and adds no second", async () => {
    const before = (await list()).Count;
    const first = await add({ name: "Bell" }, { key: "key-1" });
    const second = await add({ name: "Bell " }, { key: "key-1" });
    expect(second.response.status).toBe(201);
    expect(bodyOf(second)).toEqual(bodyOf(first));
    expect((await list()).Count).toBe(before + 1);
  });

  it("adds one wish when a key comes many times at once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => add({ name: "Drum" }, { key: "at-once" })));
    expect(new Set(outcomes.map(({ response }) => response.body)).size).toBe(1);
    expect(outcomes.every(({ response }) => response.status === 201)).toBe(true);
  });

  it("keeps the keys of two callers apart", async () => {
    const ada = bodyOf(await add({ name: "Lamp" }, { key: "shared" })) as Wish;
    const bob = bodyOf(await add({ name: "Lamp" }, { key: "shared", subject: "auth0|bob" })) as Wish;
    expect(bob.id).not.toBe(ada.id);
  });

  it("refuses a key that was used for another wish", async () => {
    await add({ name: "Tent" }, { key: "tent" });
    const outcome = await add({ name: "Tent", url: "https://example.org" }, { key: "tent" });
    expect(outcome.response.status).toBe(422);
    expect(bodyOf(outcome)).toEqual({
      code: "key_reused",
      message: expect.stringContaining("Idempotency-Key") as string,
    });
  });

  it.each(["", "a".repeat(65), "white space", "ümlaut", "a,b"])("refuses the key %j", async (key) => {
    expect((await add({ name: "n" }, { key })).response.status).toBe(400);
  });

  it("names every broken rule with 422", async () => {
    const outcome = await add({ description: 1, colour: "red" });
    expect(outcome.response.status).toBe(422);
    expect(bodyOf(outcome)).toEqual({
      message: "The wish breaks a rule.",
      code: "invalid_wish",
      errors: [
        { field: "colour", message: expect.any(String) as string },
        { field: "description", message: "Description must be text." },
        { field: "name", message: "Name is required." },
      ],
    });
  });

  it.each([
    ["no body", ""],
    ["no JSON", "{name:1}"],
    ["an array", "[]"],
    ["null", "null"],
    ["text", '"wish"'],
  ])("answers 400 to %s", async (_case, body) => {
    expect((await add(body)).response.status).toBe(400);
  });

  it("answers 400 to bytes that are no UTF-8", async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect((await add("", { body })).response.status).toBe(400);
  });

  it("takes a body of 16 KiB, and answers 413 to one byte more", async () => {
    const wish = '{"name":"Sand"}';
    expect((await add(wish.padEnd(16 * 1024))).response.status).toBe(201);
    expect((await add(wish.padEnd(16 * 1024 + 1))).response.status).toBe(413);
  });

  it.each(["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="UTF-8"'])(
    "takes the content type %s",
    async (contentType) => {
      const outcome = await add({ name: "Rope" }, { headers: { "content-type": contentType } });
      expect(outcome.response.status).toBe(201);
    },
  );

  it.each([undefined, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"])(
    "answers 415 to the content type %s",
    async (contentType) => {
      const outcome = await add({ name: "Rope" }, { headers: { "content-type": contentType } });
      expect(outcome.response.status).toBe(415);
    },
  );

  it("refuses a token that names nobody", async () => {
    const { response } = await ask(`POST ${wishesPath}`, { headers: { "content-type": "application/json" } });
    expect(response.status).toBe(403);
  });
});

describe("GET", () => {
  it("shows newest first, and never who added a wish", async () => {
    await add({ name: "Older" });
    await add({ name: "Newer" });
    const { response } = await ask(`GET ${wishesPath}`);
    const { Items, Count } = JSON.parse(response.body) as WishPage;
    expect(Items.slice(0, 2).map(({ name }) => name)).toEqual(["Newer", "Older"]);
    expect(Count).toBe(Items.length);
    expect(response.body).not.toMatch(/auth0\||addedBy/u);
  });

  it("goes page by page through NextToken, which the last page lacks", async () => {
    const all = (await list()).Items.map(({ id }) => id);
    const seen: string[] = [];
    let page = await list({ limit: "3" });
    while (page.NextToken) {
      seen.push(...page.Items.map(({ id }) => id));
      page = await list({ limit: "3", nextToken: page.NextToken });
    }
    seen.push(...page.Items.map(({ id }) => id));
    expect(seen).toEqual(all);
  });

  it("gives an answer of 256 KiB at most, and goes on behind what fitted, with nothing left out or twice", async () => {
    // Of three bytes a character, and of many lengths, so that no page is filled in the same way.
    for (let n = 0; n < 130; n += 1) {
      await add({ name: `Long ${n}`, description: "→".repeat(1000 + ((n * 37) % 1000)) });
    }
    const added = Array.from({ length: 130 }, (_, n) => `Long ${129 - n}`);
    for (const [limit, leastBytes] of [
      ["1000", 248 * 1024],
      ["45", 190 * 1024],
      ["1", 3000],
    ] as const) {
      const seen: string[] = [];
      const sizes: number[] = [];
      let nextToken: string | undefined;
      do {
        const { response } = await ask(`GET ${wishesPath}`, { query: { limit, ...(nextToken && { nextToken }) } });
        const page = JSON.parse(response.body) as WishPage;
        expect(page.Count).toBe(page.Items.length);
        seen.push(...page.Items.map(({ name }) => name));
        sizes.push(Buffer.byteLength(response.body));
        nextToken = page.NextToken;
      } while (nextToken && seen.length < added.length);
      expect(seen.slice(0, added.length)).toEqual(added);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(256 * 1024);
      // As many as there is room for.
      expect(sizes[0]).toBeGreaterThan(leastBytes);
    }
  });

  it.each(["0", "1001", "-1", "1.5", "", "ten", "1,2", "1e2", "00001", " 5"])("refuses the limit %j", async (limit) => {
    expect((await ask(`GET ${wishesPath}`, { query: { limit } })).response.status).toBe(400);
  });

  it("refuses a nextToken that it did not give out", async () => {
    const outcome = await ask(`GET ${wishesPath}`, { query: { nextToken: "forged" } });
    expect(outcome.response.status).toBe(400);
  });
});

describe("the metadata document", () => {
  it("tells a client how to sign in", async () => {
    const outcome = await ask(`GET ${metadataPath}`);
    expect(outcome.response.status).toBe(200);
    expect(bodyOf(outcome)).toEqual({
      resource: "https://api.test/wish-list-service",
      authorization_servers: ["https://tenant.test/"],
      scopes_supported: ["create:wishes", "update:wishes", "delete:wishes", "manage:wishes"],
      bearer_methods_supported: ["header"],
      resource_name: "Wish list",
      audience: "https://audience.test",
      client_id: "client",
    });
  });
});

it("answers 404 to a route that is not in the contract", async () => {
  const outcome = await ask("DELETE /wish-list-service");
  expect(outcome.response.status).toBe(404);
  expect(bodyOf(outcome)).toEqual({ message: "Not Found", code: "not_found" });
});

it("answers 500 without a word of the cause to what nobody foresaw", async () => {
  const broken = createService({ list: () => Promise.reject(new Error("secret detail")) });
  const routeKey = `GET ${wishesPath}`;
  const request = { requestId: "r", routeKey, path: {}, query: {}, headers: {}, body: new Uint8Array() };
  const { response, failure } = await broken(request, new AbortController().signal);
  expect(response).toMatchObject({ status: 500, body: '{"message":"Internal Server Error","code":"internal"}' });
  expect(failure?.cause).toEqual(new Error("secret detail"));
});
