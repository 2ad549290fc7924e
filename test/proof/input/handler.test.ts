import { isUtf8 } from "node:buffer";

import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { metadataPath, wishesPath } from "../../../service/contract.ts";
import { count } from "../../support/figures.ts";
import { seed } from "../../support/seed.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";
import { bodyBytes } from "./bodies.ts";
import { carry, contentType, cursor, idempotencyKey, limit, somebody } from "./generators.ts";
import { brokenRules } from "./stored-item.ts";
import { theirs, type WatchedHandler, watchHandler, withClaims } from "./watched-handler.ts";

// Thousands of runs, on a machine that may be busy.
const propertyTimeoutMilliseconds = 240_000;

let table: TestTable;
let handler: WatchedHandler;

const ours = theirs.map(({ wish }, n) =>
  storedWish({ ...wish, list: "default", id: `ours-${n}`, name: "Ours", addedBy: "auth0|they" }),
);
const carried = carry(bodyBytes);

beforeAll(async () => {
  table = await startTestTable();
  const { signal } = new AbortController();
  for (const wish of [...theirs, ...ours]) await table.store.add(wish, signal);
  handler = watchHandler(table.store);
});
afterAll(() => table.close());

it(
  "POST answers whatever comes, and stores only what keeps the rules",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(carried, contentType, idempotencyKey, somebody, async (body, type, key, sub) => {
      const before = handler.stored.length;
      const headers = {
        ...(type !== undefined && { "content-type": type }),
        ...(key !== undefined && { "idempotency-key": key }),
      };
      const claims = withClaims({ ...(sub !== undefined && { sub }) });
      const status = await handler.handle(`POST ${wishesPath}`, { ...body, headers, ...claims });
      for (const item of handler.stored.slice(before)) expect(brokenRules(item)).toEqual([]);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    await fc.assert(property, { seed, numRuns: 4000 });
    // Else the generators have missed what they are for.
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([201, 400, 403, 413, 415, 422]);
    for (const [status, times] of statuses) count(test, `POST events to the handler, answered ${status}`, times);
  },
);

it(
  "POST answers the same to text, whether it comes as it is or in base64",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const headers = { "content-type": "application/json" };
    const text = bodyBytes.filter((bytes) => isUtf8(bytes)).map((bytes) => bytes.toString());
    const property = fc.asyncProperty(text, async (body) => {
      const event = { headers, ...withClaims({ sub: "auth0|ada" }) };
      const plain = await handler.handle(`POST ${wishesPath}`, { ...event, body, isBase64Encoded: false });
      const base64 = Buffer.from(body).toString("base64");
      expect(await handler.handle(`POST ${wishesPath}`, { ...event, body: base64, isBase64Encoded: true })).toBe(plain);
    });
    await fc.assert(property, { seed, numRuns: 500 });
    count(test, "bodies that were answered the same as text and in base64", 500);
  },
);

it(
  "GET answers whatever comes, and never with another list's wishes",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const statuses = new Map<number, number>();
    const query = fc.record(
      {
        limit,
        nextToken: cursor([...ours, ...theirs].map(({ wish }) => wish)),
        list: fc.constant("nobodys"),
        other: fc.string(),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(
      fc.option(query, { nil: undefined }),
      carried,
      async (queryStringParameters, body) => {
        const given = queryStringParameters && { queryStringParameters };
        const status = await handler.handle(`GET ${wishesPath}`, { ...body, ...given });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      },
    );
    await fc.assert(property, { seed, numRuns: 1500 });
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 400, 404]);
    for (const [status, times] of statuses) count(test, `GET events to the handler, answered ${status}`, times);
  },
);

it("other routes answer whatever comes", { timeout: propertyTimeoutMilliseconds }, async () => {
  for (const routeKey of [`GET ${metadataPath}`, "$default", `DELETE ${wishesPath}`, "ANY /{proxy+}"]) {
    await fc.assert(
      fc.asyncProperty(carried, async (body) => {
        expect([200, 404]).toContain(await handler.handle(routeKey, body));
      }),
      { seed, numRuns: 50 },
    );
  }
});

it("writes one line of JSON to the log for each event, with nothing of the caller in it", () => {
  expect(handler.logged).toHaveLength(handler.events);
  for (const line of handler.logged) {
    expect(line).not.toMatch(/[\n\r]/u);
    expect(Object.keys(JSON.parse(line) as object)).toEqual(["requestId", "route", "status", "milliseconds"]);
  }
});
