import { isUtf8 } from "node:buffer";

import type { Context } from "aws-lambda";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { metadataPath, wishesPath } from "../../../service/contract.ts";
import { createHandler, type GatewayEvent, type Handler } from "../../../service/lambda.ts";
import { addWish } from "../../../service/operations/add.ts";
import { listWishes } from "../../../service/operations/list.ts";
import { describeResource } from "../../../service/operations/metadata.ts";
import { createService } from "../../../service/service.ts";
import type { StoredWish, WishWriter } from "../../../service/store/store.ts";
import { count } from "../../support/figures.ts";
import { checkContract } from "../../support/openapi.ts";
import { seed } from "../../support/seed.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";
import { bodyBytes, contentType, cursor, idempotencyKey, limit } from "./generators.ts";
import { brokenRules, type StoredItem } from "./stored-item.ts";

// Thousands of runs, on a machine that may be busy.
const propertyTimeoutMilliseconds = 240_000;

const signIn = {
  apiEndpoint: "https://api.test",
  issuer: "https://t/",
  audience: "a",
  clientId: "c",
  requiresScopes: true,
};
const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

let table: TestTable;
let handler: Handler;
let requests = 0;
const logged: string[] = [];
const stored: StoredWish[] = [];

const theirs = Array.from({ length: 5 }, (_, n) =>
  storedWish({
    id: `theirs-${n}`,
    list: "theirs",
    name: "A secret of theirs",
    createdAt: `2026-11-22T10:00:0${n}.000Z`,
    addedBy: "auth0|they",
  }),
);
const ours = theirs.map(({ wish }, n) => storedWish({ ...wish, id: `ours-${n}`, name: "Ours", addedBy: "auth0|they" }));

beforeAll(async () => {
  table = await startTestTable();
  const { signal } = new AbortController();
  for (const wish of [...theirs, ...ours]) await table.store.add(wish, signal);
  const watched: WishWriter = {
    ...table.store,
    add: (wish: StoredWish, signal: AbortSignal) => {
      stored.push(wish);
      return table.store.add(wish, signal);
    },
  };
  const answers = {
    list: listWishes(table.store),
    add: addWish(watched, () => new Date()),
    metadata: describeResource(signIn),
  };
  handler = createHandler(createService(answers), (line) => logged.push(line));
});
afterAll(() => table.close());

/** Sends an event to the handler, and holds the answer against the contract. */
async function handle(routeKey: string, event: Partial<GatewayEvent>) {
  requests += 1;
  const {
    statusCode = 0,
    headers = {},
    body = "",
  } = await handler(
    {
      version: "2.0",
      routeKey,
      headers: {},
      isBase64Encoded: false,
      ...event,
      requestContext: { requestId: `request-${requests}=`, ...event.requestContext },
    } as GatewayEvent,
    context,
  );
  expect(statusCode).toBeLessThan(500);
  const [method = "", path = ""] = routeKey.split(" ");
  checkContract({ method, path, status: statusCode, headers: new Headers(headers as Record<string, string>), body });
  expect(body).not.toMatch(/theirs|auth0\|/u);
  return statusCode;
}

const somebody = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("auth0|ada", "auth0|bob") },
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constant(undefined),
);

/** Base64 as the gateway makes it, base64 that it never would, and text. */
const carried = bodyBytes.chain((bytes) =>
  fc.constantFrom<Pick<GatewayEvent, "body" | "isBase64Encoded">>(
    { body: bytes.toString("base64"), isBase64Encoded: true },
    { body: bytes.toString("utf8"), isBase64Encoded: false },
    { body: bytes.toString("latin1"), isBase64Encoded: true },
    { body: bytes.toString("base64"), isBase64Encoded: false },
    { body: bytes.toString("base64").slice(0, -1), isBase64Encoded: true },
  ),
);

it(
  "POST answers whatever comes, and stores only what keeps the rules",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(carried, contentType, idempotencyKey, somebody, async (body, type, key, sub) => {
      const before = stored.length;
      const headers = {
        ...(type !== undefined && { "content-type": type }),
        ...(key !== undefined && { "idempotency-key": key }),
      };
      const authorizer = { jwt: { claims: { ...(sub !== undefined && { sub }) } } };
      const requestContext = { authorizer } as unknown as GatewayEvent["requestContext"];
      const status = await handle(`POST ${wishesPath}`, { ...body, headers, requestContext });
      for (const wish of stored.slice(before)) expect(brokenRules(wish as unknown as StoredItem)).toEqual([]);
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
    const requestContext = {
      authorizer: { jwt: { claims: { sub: "auth0|ada" } } },
    } as unknown as GatewayEvent["requestContext"];
    const headers = { "content-type": "application/json" };
    const text = bodyBytes.filter((bytes) => isUtf8(bytes)).map((bytes) => bytes.toString());
    const property = fc.asyncProperty(text, async (body) => {
      const event = { headers, requestContext };
      const plain = await handle(`POST ${wishesPath}`, { ...event, body, isBase64Encoded: false });
      const base64 = Buffer.from(body).toString("base64");
      expect(await handle(`POST ${wishesPath}`, { ...event, body: base64, isBase64Encoded: true })).toBe(plain);
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
        list: fc.constant("theirs"),
        other: fc.string(),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(
      fc.option(query, { nil: undefined }),
      carried,
      async (queryStringParameters, body) => {
        const given = queryStringParameters && { queryStringParameters };
        const status = await handle(`GET ${wishesPath}`, { ...body, ...given });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      },
    );
    await fc.assert(property, { seed, numRuns: 1500 });
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 400]);
    for (const [status, times] of statuses) count(test, `GET events to the handler, answered ${status}`, times);
  },
);

it("other routes answer whatever comes", { timeout: propertyTimeoutMilliseconds }, async () => {
  for (const routeKey of [`GET ${metadataPath}`, "$default", `DELETE ${wishesPath}`, "ANY /{proxy+}"]) {
    await fc.assert(
      fc.asyncProperty(carried, async (body) => {
        requests += 1;
        const requestContext = { requestId: `request-${requests}=` };
        const event = { version: "2.0", routeKey, headers: {}, ...body, requestContext } as GatewayEvent;
        expect([200, 404]).toContain((await handler(event, context)).statusCode);
      }),
      { seed, numRuns: 50 },
    );
  }
});

it("writes one line of JSON to the log for each event, with nothing of the caller in it", () => {
  expect(logged).toHaveLength(requests);
  for (const line of logged) {
    expect(line).not.toMatch(/[\n\r]/u);
    expect(Object.keys(JSON.parse(line) as object)).toEqual(["requestId", "route", "status", "milliseconds"]);
  }
});
