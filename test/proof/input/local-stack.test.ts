import { validateHeaderValue } from "node:http";

import { paginateScan } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { toItem } from "../../../service/store/item.ts";
import { type Answer, send, sendRaw } from "../../infra/local/gateway/start-gateway.ts";
import { count } from "../../support/figures.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { startMintingIssuer, testAudience, type MintingIssuer } from "../../support/minting-issuer.ts";
import { checkContract } from "../../support/openapi.ts";
import { seed } from "../../support/seed.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { storeOn } from "../../support/table.ts";
import { bodyBytes } from "./bodies.ts";
import { contentType, cursor, idempotencyKey, limit } from "./generators.ts";
import { brokenRules, type StoredItem } from "./stored-item.ts";

// Thousands of runs, on a machine that may be busy.
const propertyTimeoutMilliseconds = 240_000;

let issuer: MintingIssuer;
let stack: TestStack;
let port: number;
let authorization: string;

const theirs = Array.from({ length: 5 }, (_, n) =>
  storedWish({
    id: `theirs-${n}`,
    list: "another",
    name: "A secret of theirs",
    createdAt: `2026-11-22T10:00:0${n}.000Z`,
    addedBy: "auth0|they",
  }),
);

beforeAll(async () => {
  issuer = await startMintingIssuer();
  const tenant = { issuer: issuer.issuer, clientId: "wish-cli", audience: testAudience };
  stack = await startTestStack({ tenant });
  port = Number(new URL(stack.apiUrl).port);
  authorization = `Bearer ${issuer.mint({ scope: "create:wishes" })}`;
  const store = storeOn(stack.dynamodb);
  const { signal } = new AbortController();
  for (const wish of theirs) await store.add(wish, signal);
});

afterAll(async () => {
  await stack.close();
  await issuer.close();
});

/** Holds an answer against the contract. */
function check(method: string, { status, headers, body }: Answer): number {
  expect(status).toBeLessThan(500);
  const values = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  checkContract({ method, path: wishesPath, status, headers: new Headers(values), body });
  expect(body).not.toMatch(/theirs|auth0\|/u);
  return status;
}

/** What Node's client would not send. */
function isHeaderValue(text: string): boolean {
  try {
    validateHeaderValue("x", text);
    return true;
  } catch {
    return false;
  }
}

const tally = () => {
  const times = new Map<number, number>();
  return { add: (status: number) => times.set(status, (times.get(status) ?? 0) + 1), times };
};

it("POST answers whatever comes", { timeout: propertyTimeoutMilliseconds }, async (test) => {
  const { add, times } = tally();
  const property = fc.asyncProperty(
    bodyBytes,
    contentType.filter((type) => type === undefined || isHeaderValue(type)),
    idempotencyKey.filter((key) => key === undefined || isHeaderValue(key)),
    fc.boolean(),
    async (body, type, key, chunked) => {
      const headers = {
        authorization,
        ...(type !== undefined && { "content-type": type }),
        ...(key !== undefined && { "idempotency-key": key }),
        ...(chunked && { "transfer-encoding": "chunked" }),
      };
      add(check("POST", await send(port, `POST ${wishesPath}`, { headers, body })));
    },
  );
  await fc.assert(property, { seed, numRuns: 1500 });
  expect([...times.keys()].toSorted((a, b) => a - b)).toEqual([201, 400, 413, 415, 422]);
  for (const [status, n] of times) count(test, `POST requests to the local stack, answered ${status}`, n);
});

it(
  "GET answers whatever comes, and never with another list's wishes",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const { add, times } = tally();
    const { Items } = JSON.parse((await send(port, `GET ${wishesPath}?limit=20`)).body) as WishPage;
    expect(Items.length).toBeGreaterThan(10);
    const part = fc.oneof(
      {
        weight: 3,
        arbitrary: cursor([...Items, ...theirs.map(({ wish }) => wish)]).map((text) => `nextToken=${encode(text)}`),
      },
      { weight: 3, arbitrary: limit.map((text) => `limit=${encode(text)}`) },
      fc.constantFrom(
        "limit=2",
        "nextToken=",
        "nextToken",
        "list=nobodys",
        "&",
        "=",
        "%",
        "%zz=%",
        "limit[]=1",
        "a=%00",
      ),
      fc.string({ maxLength: 20 }).map(encode),
    );
    const property = fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
      add(check("GET", await send(port, `GET ${wishesPath}?${parts.join("&")}`)));
    });
    await fc.assert(property, { seed, numRuns: 800 });
    expect([...times.keys()].toSorted((a, b) => a - b)).toEqual([200, 400, 404]);
    for (const [status, n] of times) count(test, `GET requests to the local stack, answered ${status}`, n);
  },
);

/** `encodeURIComponent` for any text: it throws at halves of characters. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\uFFFD"));
}

it("any path and method answers", { timeout: propertyTimeoutMilliseconds }, async (test) => {
  const { add, times } = tally();
  const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND");
  const segment = fc.oneof(
    fc.constantFrom("wish-list-service", ".well-known", "oauth-protected-resource", "..", ".", "", "%2e%2e", "%2F"),
    fc.constantFrom("%00", "%zz", "%ff", "WISH-LIST-SERVICE", "wish-list-service;a=1", "{proxy+}", "$default"),
    fc.string({ maxLength: 12 }).map(encode),
  );
  const served = fc.constantFrom(
    ["wish-list-service"],
    [".well-known", "oauth-protected-resource", "wish-list-service"],
  );
  const path = fc.oneof({ weight: 4, arbitrary: fc.array(segment, { maxLength: 4 }) }, served);
  const property = fc.asyncProperty(method, path, async (verb, segments) => {
    const answer = await send(port, `${verb} /${segments.join("/")}`, { headers: { authorization } });
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers).toHaveProperty("apigw-requestid");
    add(answer.status);
  });
  await fc.assert(property, { seed, numRuns: 800 });
  for (const [status, n] of times) count(test, `requests for any path, answered ${status}`, n);
});

it("bytes that are hardly HTTP are answered, or cut off", { timeout: propertyTimeoutMilliseconds }, async (test) => {
  const line = fc.oneof(
    fc.constantFrom(
      `POST ${wishesPath} HTTP/1.1`,
      `GET ${wishesPath} HTTP/1.0`,
      `GET ${wishesPath} HTTP/9.9`,
      "PRI * HTTP/2.0",
      "Host: localhost",
      "Host: a",
      "Content-Length: 2",
      "Content-Length: -1",
      "Content-Length: 99999999999999999999",
      "Transfer-Encoding: chunked",
      "Transfer-Encoding: chunked, chunked",
      "Content-Type: application/json",
      "Expect: 100-continue",
      "Upgrade: websocket",
      "Connection: upgrade",
      "",
      "{}",
      "ffffffffffffffff",
      "0",
      ": no name",
      "A\u0000: b",
    ),
    fc.string({ unit: "binary-ascii", maxLength: 30 }),
  );
  let answered = 0;
  const property = fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
    // The last lines end whatever the others began, so that the gateway has nothing to wait for.
    const text = `${lines.join("\r\n")}\r\nConnection: close\r\n\r\n\u0000\r\n\r\n\u0000`;
    const answer = await sendRaw(port, text, 200);
    for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gmu)) expect(Number(status)).toBeLessThan(500);
    answered += answer === "" ? 0 : 1;
  });
  await fc.assert(property, { seed, numRuns: 150 });
  count(test, "heaps of bytes that are hardly HTTP", 150);
  expect(answered).toBeGreaterThan(50);
  expect((await send(port, `GET ${wishesPath}`)).status).toBe(200);
});

it(
  "has stored nothing that breaks a rule, and left the other list as it was",
  { timeout: propertyTimeoutMilliseconds },
  async (test) => {
    const items: StoredItem[] = [];
    const client = connectToDynamoDb(stack.dynamodb);
    for await (const { Items = [] } of paginateScan({ client }, { TableName: "WishList" })) {
      items.push(...Items);
    }
    const foreign = items.filter(({ list }) => list === "another");
    expect(foreign.toSorted((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1))).toEqual(theirs.map(toItem));
    const added = items.filter(({ list }) => list !== "another");
    expect(added.length).toBeGreaterThan(100);
    for (const item of added) expect({ item, broken: brokenRules(item) }).toEqual({ item, broken: [] });
    count(test, "items in the table afterwards, each keeping every rule", added.length);
  },
);
