import { paginateScan } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { TableServer } from "../../../infra/local/table/server.ts";
import { scopes, wishesPath } from "../../../service/contract.ts";
import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { toItem } from "../../../service/store/item.ts";
import { count } from "../../support/figures.ts";
import { seed } from "../../support/seed.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { createTestTable, dynamoDbAt, startTestDynalite, storeOn } from "../../support/table.ts";
import { changeBytes, changeText } from "./bodies.ts";
import { carry, contentType, idempotencyKey, ifMatch, somebody, wishId } from "./generators.ts";
import { brokenRules, type StoredItem } from "./stored-item.ts";
import { theirs, type WatchedHandler, watchHandler, withClaims } from "./watched-handler.ts";

// Thousands of runs, on a machine that may be busy.
const propertyTimeoutMilliseconds = 240_000;

let dynalite: TableServer;
let handler: WatchedHandler;

const ours = Array.from({ length: 12 }, (_, n) =>
  storedWish({ id: `ours-${n}`, description: "Ours", addedBy: n % 3 === 0 ? "auth0|bob" : "auth0|ada" }),
);

const asText = changeText.map((body) => ({ body, isBase64Encoded: false }));

beforeAll(async () => {
  dynalite = await startTestDynalite();
  await createTestTable(dynalite.endpoint);
  const store = storeOn(dynamoDbAt(dynalite.endpoint));
  const { signal } = new AbortController();
  for (const wish of [...theirs, ...ours]) await store.add(wish, signal);
  handler = watchHandler(store);
});
afterAll(() => dynalite.close());

it(
  "GET, PATCH and DELETE of one wish answer whatever comes, and store only what keeps the rules",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const answered = new Map<string, number>();
    const event = fc.record({
      method: fc.constantFrom("GET", "PATCH", "PATCH", "PATCH", "PATCH", "PATCH", "PATCH", "PATCH", "DELETE"),
      id: wishId(ours.map(({ wish: { id } }) => id)),
      carried: fc.oneof({ weight: 4, arbitrary: asText }, carry(changeBytes)),
      type: fc.oneof({ weight: 4, arbitrary: fc.constant("application/json") }, contentType),
      key: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(undefined, "a", "b") }, idempotencyKey),
      tag: ifMatch,
      sub: somebody,
      scope: fc.constantFrom(undefined, "", scopes.update, `${scopes.manage} ${scopes.delete}`, `x${scopes.manage}`),
    });
    const property = fc.asyncProperty(event, async ({ method, id, carried, type, key, tag, sub, scope }) => {
      const before = handler.stored.length;
      const headers = {
        ...(type !== undefined && { "content-type": type }),
        ...(key !== undefined && { "idempotency-key": key }),
        ...(tag !== undefined && { "if-match": tag }),
      };
      const claims = withClaims({ ...(sub !== undefined && { sub }), ...(scope !== undefined && { scope }) });
      const more = { ...carried, headers, pathParameters: { id }, ...claims };
      const status = await handler.handle(`${method} ${wishesPath}/{id}`, more);
      for (const item of handler.stored.slice(before)) expect(brokenRules(item)).toEqual([]);
      answered.set(`${method} ${status}`, (answered.get(`${method} ${status}`) ?? 0) + 1);
    });
    await fc.assert(property, { seed, numRuns: 4000 });
    // Else the generators have missed what they are for.
    expect([...answered.keys()].toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
      "DELETE 204",
      "DELETE 400",
      "DELETE 403",
      "DELETE 404",
      "DELETE 412",
      "GET 200",
      "GET 404",
      ...[200, 400, 403, 404, 412, 413, 415, 422].map((status) => `PATCH ${status}`),
    ]);
    for (const [what, times] of answered) count(test, `events about one wish: ${what}`, times);
  },
);

const byId = (one: StoredItem, other: StoredItem) => (String(one["id"]) < String(other["id"]) ? -1 : 1);

it("has left every item whole, and the other list as it was", async () => {
  const items: StoredItem[] = [];
  const client = connectToDynamoDb(dynamoDbAt(dynalite.endpoint));
  for await (const { Items = [] } of paginateScan({ client }, { TableName: "WishList" })) items.push(...Items);
  expect(items.filter(({ list }) => list === "another").toSorted(byId)).toEqual(theirs.map(toItem));
  const others = items.filter(({ list }) => list !== "another");
  expect(others).toHaveLength(ours.length);
  for (const item of others) expect({ item, broken: brokenRules(item) }).toEqual({ item, broken: [] });
});
