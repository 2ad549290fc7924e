import { describe, expect, it } from "vitest";

import { buildResponse } from "../../../../infra/local/gateway/function-response.ts";

const returned = (payload: unknown) => buildResponse({ outcome: "returned", payload });

describe("a value without statusCode", () => {
  it.each<[string, unknown, string]>([
    ["an object that only looks like a response", { body: "x", headers: {} }, '{"body":"x","headers":{}}'],
    ["an array", [1, 2], "[1,2]"],
    ["a number", 5, "5"],
    ["null", null, "null"],
  ])("becomes the body of a 200: %s", (_, payload, body) => {
    expect(returned(payload)).toEqual({ status: 200, headers: { "content-type": "application/json" }, body });
  });
});

describe("a value with statusCode", () => {
  it("keeps its headers, lower-cased and as text", () => {
    expect(
      returned({
        statusCode: 200,
        headers: { "Content-Type": "application/json", ETag: '"1"', "X-Correlation-Id": "c", "retry-after": 1 },
      }).headers,
    ).toEqual({ "content-type": "application/json", etag: '"1"', "x-correlation-id": "c", "retry-after": "1" });
  });

  it("cannot replace what the gateway says", () => {
    const headers = {
      "Content-Length": "999",
      connection: "close",
      "Transfer-Encoding": "chunked",
      "APIGW-RequestId": "x",
    };
    expect(Object.keys(returned({ statusCode: 200, headers }).headers)).toEqual(["content-type"]);
  });

  it("sets one cookie for each, those of the list first", () => {
    const { headers } = returned({ statusCode: 200, cookies: ["a=1", "b=2"], headers: { "Set-Cookie": "c=3" } });
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2", "c=3"]);
  });

  it("may hold bytes in base64", () => {
    expect(returned({ statusCode: 200, isBase64Encoded: true, body: "AP8=" }).body).toEqual(Buffer.from([0, 255]));
  });
});

describe("what becomes a 500", () => {
  it.each<[string, unknown]>([
    ["a status as text", { statusCode: "200" }],
    ["a status of null", { statusCode: null }],
    ["a status of zero", { statusCode: 0 }],
    ["a fractional status", { statusCode: 200.5 }],
    ["an informational status", { statusCode: 101 }],
    ["a status that HTTP does not have", { statusCode: 600 }],
    ["an object as body", { statusCode: 200, body: { a: 1 } }],
    ["headers in a list", { statusCode: 200, headers: ["a"] }],
    ["a header that is a list", { statusCode: 200, headers: { a: ["b"] } }],
    ["a header with a line break", { statusCode: 200, headers: { a: "b\r\nc: d" } }],
    ["a header name with a space", { statusCode: 200, headers: { "a b": "c" } }],
    ["cookies as text", { statusCode: 200, cookies: "a=1" }],
    ["a cookie that is a number", { statusCode: 200, cookies: [1] }],
    ["a cookie with a line break", { statusCode: 200, cookies: ["a=1\r\nb: c"] }],
    ["isBase64Encoded as text", { statusCode: 200, isBase64Encoded: "true" }],
    ["a body that is not base64", { statusCode: 200, isBase64Encoded: true, body: "not base64!" }],
  ])("is %s", (_, payload) => {
    expect(() => returned(payload)).toThrow(
      expect.objectContaining({ code: "internal", detail: { integrationErrorMessage: expect.any(String) } }),
    );
  });

  it("is a failed function, for the reason only the log learns", () => {
    expect(() => buildResponse({ outcome: "failed", message: "Task timed out" })).toThrow(
      expect.objectContaining({
        message: "Internal Server Error",
        detail: { integrationErrorMessage: "Task timed out" },
      }),
    );
  });
});
