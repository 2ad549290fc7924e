import { gunzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { Failure } from "../../service/failure.ts";
import type { ServiceRequest } from "../../service/http.ts";
import { createHandler, type GatewayEvent, readVariable } from "../../service/lambda.ts";
import type { Outcome, Service } from "../../service/service.ts";

const requestId = "VMLn2ibAgi0EP-Q=";
const routeKey = "POST /wish-list-service";

function eventWith(change: object): GatewayEvent {
  return {
    version: "2.0",
    routeKey,
    headers: { "content-type": "application/json" },
    requestContext: { requestId, authorizer: { jwt: { claims: { sub: "auth0|ada" } } } },
    isBase64Encoded: false,
    ...change,
  } as unknown as GatewayEvent;
}

function contextWith(remainingMilliseconds: number) {
  return { getRemainingTimeInMillis: () => remainingMilliseconds } as Parameters<ReturnType<typeof createHandler>>[1];
}

const fine: Outcome = { response: { status: 201, headers: { a: "b" }, body: "a body" } };

/** Hands an event to a service with this outcome, and gives all that comes of it. */
async function handle(event: GatewayEvent, outcome: Outcome = fine) {
  let request: ServiceRequest | undefined;
  const lines: unknown[] = [];
  const service: Service = async (each) => {
    request = each;
    return outcome;
  };
  const result = await createHandler(service, (line) => lines.push(JSON.parse(line)))(event, contextWith(10_000));
  return { request: request!, result, lines };
}

describe("an event", () => {
  it("gives its text as bytes", async () => {
    const { request } = await handle(eventWith({ body: "é" }));
    expect(Buffer.from(request.body).toString()).toBe("é");
  });

  it("gives its base64 as the bytes in it", async () => {
    const body = Buffer.from([0, 255]).toString("base64");
    const { request } = await handle(eventWith({ body, isBase64Encoded: true }));
    expect([...request.body]).toEqual([0, 255]);
  });

  it("gives its path parameters and its query", async () => {
    const event = eventWith({ pathParameters: { id: "4460" }, queryStringParameters: { limit: "1" } });
    expect((await handle(event)).request).toMatchObject({ path: { id: "4460" }, query: { limit: "1" } });
  });

  it("may lack body, path parameters, query and authorizer", async () => {
    const { request } = await handle(eventWith({ requestContext: { requestId } }));
    expect(request).toMatchObject({ requestId, path: {}, query: {}, body: Buffer.alloc(0) });
    expect(request).not.toHaveProperty("subject");
  });

  it("names the caller by the sub that the authorizer has verified", async () => {
    expect((await handle(eventWith({}))).request.subject).toBe("auth0|ada");
  });
});

it("answers in format 2.0", async () => {
  expect((await handle(eventWith({}))).result).toEqual({ statusCode: 201, headers: { a: "b" }, body: "a body" });
});

describe("a body of 1 KiB or more", () => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ Items: ["kite ☕ 🎁"], rest: "x".repeat(2000) });
  const answer = async (acceptEncoding: string | undefined, text = body) => {
    const event = eventWith({ headers: acceptEncoding === undefined ? {} : { "accept-encoding": acceptEncoding } });
    return (await handle(event, { response: { status: 200, headers, body: text } })).result;
  };

  it.each(["gzip", "br;q=1.0, GZIP;q=0.8, *;q=0.1", "deflate,gzip"])("is compressed for %j", async (acceptEncoding) => {
    const { body: sent = "", ...rest } = await answer(acceptEncoding);
    expect(gunzipSync(Buffer.from(sent, "base64")).toString()).toBe(body);
    expect(rest).toEqual({
      statusCode: 200,
      headers: { ...headers, "content-encoding": "gzip", vary: "accept-encoding" },
      isBase64Encoded: true,
    });
  });

  it.each([undefined, "", "br", "gzip;q=0", "gzip; q=0.000", "not-gzip", "gzip;q=much"])(
    "stays text for %j, and caches are told that it depends",
    async (acceptEncoding) => {
      expect(await answer(acceptEncoding)).toEqual({
        statusCode: 200,
        headers: { ...headers, vary: "accept-encoding" },
        body,
      });
    },
  );

  it("is sent as it was compressed before, and depends on what else its headers say", async () => {
    const response = { status: 200, headers: { vary: "accept-language" }, body, gzip: "H4sI" };
    const event = eventWith({ headers: { "accept-encoding": "gzip" } });
    expect((await handle(event, { response })).result).toEqual({
      statusCode: 200,
      headers: { vary: "accept-language, accept-encoding", "content-encoding": "gzip" },
      body: "H4sI",
      isBase64Encoded: true,
    });
    expect((await handle(eventWith({}), { response })).result).toMatchObject({ body });
  });

  it("differs from a smaller one, which is sent as it is", async () => {
    expect(await answer("gzip", "x".repeat(1023))).toEqual({ statusCode: 200, headers, body: "x".repeat(1023) });
    expect(await answer("gzip", "é".repeat(512))).toMatchObject({ isBase64Encoded: true });
  });
});

describe("the log", () => {
  const milliseconds = expect.any(Number) as number;

  it("has one line with request id, route, status and milliseconds, and nothing else", async () => {
    const line = { requestId, route: routeKey, milliseconds };
    expect((await handle(eventWith({}))).lines).toEqual([{ ...line, status: 201 }]);
    const failure = new Failure("invalid_wish", "The wish breaks a rule.");
    const refused = { response: { status: 422, headers: {}, body: "" }, failure };
    expect((await handle(eventWith({}), refused)).lines).toEqual([{ ...line, status: 422 }]);
  });

  it("has the cause of what is not the client's fault", async () => {
    const failure = new Failure("store_unavailable", "Try again.", { cause: new Error("ECONNRESET") });
    const { lines } = await handle(eventWith({}), { response: { status: 503, headers: {}, body: "" }, failure });
    const cause = expect.stringContaining("Error: ECONNRESET") as string;
    expect(lines).toMatchObject([{ failure: "store_unavailable", cause }]);
  });
});

const patient: Service = async (_request, signal) => {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return { response: { status: 503, headers: {}, body: "{}" } };
};

it.each([510, 500, 20])("ends the store's time before the function's, with %i ms left", async (milliseconds) => {
  expect(await createHandler(patient, () => {})(eventWith({}), contextWith(milliseconds))).toMatchObject({
    statusCode: 503,
  });
});

it("names the variable that the stack has not set", () => {
  expect(() => readVariable({}, "tableName")).toThrow("The environment variable WISH_TABLE_NAME is not set.");
});
