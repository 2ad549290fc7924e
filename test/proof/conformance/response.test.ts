import { gzipSync } from "node:zlib";

import { describe, expect, vi } from "vitest";

import type { InvokeResult } from "../../../infra/local/function/instance.ts";
import { route } from "../../infra/local/gateway/start-gateway.ts";
import { behaves, lacks, serve } from "./behaviour.ts";
import { captures, documents } from "./sources.ts";

async function answerTo(result: InvokeResult) {
  const gateway = await serve({ routes: [route("GET /x")], invoke: async () => result });
  return gateway.send("GET /x", { headers: { connection: "keep-alive" } });
}

const returned = (payload: unknown) => answerTo({ outcome: "returned", payload });

const internal = { status: 500, body: '{"message":"Internal Server Error"}' };

describe("what a function returns without statusCode", () => {
  for (const [what, payload, body] of [
    ["an object is the body of a 200, as JSON", { hello: "world" }, '{"hello":"world"}'],
    ["a text is the body itself", "Hello from Lambda!", "Hello from Lambda!"],
    ["an empty text is an empty body", "", ""],
    ["nothing is null", undefined, "null"],
  ] as const) {
    behaves(documents.lambdaIntegration, what, async () => {
      const answer = await returned(payload);
      expect(answer).toMatchObject({ status: 200, body, headers: { "content-type": "application/json" } });
    });
  }
});

describe("what a function returns with statusCode", () => {
  behaves(captures.plainText, "is plain text when it names no content type, with these headers", async () => {
    const { headers } = await returned({ statusCode: 200, body: "hi" });
    expect(headers).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      date: expect.any(String),
      "content-length": "2",
      connection: "keep-alive",
      "apigw-requestid": expect.any(String),
    });
  });

  behaves(captures.plainText, "reaches the client with its etag and its correlation id", async () => {
    const headers = { etag: '"abc"', "x-correlation-id": "42" };
    expect((await returned({ statusCode: 200, headers, body: "" })).headers).toMatchObject(headers);
  });

  behaves(documents.lambdaIntegration, "has the status and the headers that it says", async () => {
    const answer = await returned({ statusCode: 201, headers: { "Content-Type": "application/json" }, body: "{}" });
    expect(answer).toMatchObject({ status: 201, body: "{}", headers: { "content-type": "application/json" } });
  });

  behaves(documents.lambdaIntegration, "sets each of its cookies", async () => {
    const { headers } = await returned({ statusCode: 200, cookies: ["a=1", "b=2; Secure"] });
    expect(headers["set-cookie"]).toEqual(["a=1", "b=2; Secure"]);
  });

  behaves(captures.bodyEncoding, "is decoded when isBase64Encoded, whatever the client accepts", async () => {
    const body = Buffer.from("höi").toString("base64");
    expect((await returned({ statusCode: 200, isBase64Encoded: true, body })).body).toBe("höi");
  });

  behaves(
    documents.lambdaIntegration,
    "is what the function has compressed, under the encoding that it names",
    async () => {
      const headers = { "content-type": "text/html", "content-encoding": "gzip" };
      const body = gzipSync("höi").toString("base64");
      const gateway = await serve({
        routes: [route("GET /x")],
        invoke: async () => ({
          outcome: "returned",
          payload: { statusCode: 200, headers, body, isBase64Encoded: true },
        }),
      });
      const response = await fetch(`http://127.0.0.1:${gateway.port}/x`, { headers: { "accept-encoding": "gzip" } });
      expect(Object.fromEntries(response.headers)).toMatchObject(headers);
      expect(await response.text()).toBe("höi");
    },
  );

  behaves(documents.restFeatures, "is not compressed by the gateway", async () => {
    const gateway = await serve({
      routes: [route("GET /x")],
      invoke: async () => ({ outcome: "returned", payload: { statusCode: 200, body: "a".repeat(10_000) } }),
    });
    const { headers, body } = await gateway.send("GET /x", { headers: { "accept-encoding": "gzip" } });
    expect(headers).not.toHaveProperty("content-encoding");
    expect(body).toHaveLength(10_000);
  });

  behaves(documents.lambdaIntegration, "may be a 304, with its headers and without a body", async () => {
    const headers = { etag: 'W/"a"', "content-type": "text/html", "cache-control": "no-cache" };
    const answer = await returned({ statusCode: 304, headers, body: "" });
    expect(answer).toMatchObject({ status: 304, body: "", headers });
    expect(answer.headers).not.toHaveProperty("content-length");
  });
});

describe("a function that does not answer", () => {
  for (const [what, result] of [
    ["statusCode is no integer", { outcome: "returned", payload: { statusCode: "200" } }],
    ["body is no text", { outcome: "returned", payload: { statusCode: 200, body: { a: 1 } } }],
    ["it fails", { outcome: "failed", message: "boom" }],
  ] as const) {
    behaves(documents.lambdaTroubleshooting, `500 when ${what}`, async () => {
      expect(await answerTo(result)).toMatchObject(internal);
    });
  }

  behaves(documents.lambdaTroubleshooting, "500 when API Gateway may not invoke it", async () => {
    const gateway = await serve({ routes: [route("GET /x", { mayInvoke: false })] });
    expect(await gateway.send("GET /x")).toMatchObject(internal);
    expect(gateway.events).toEqual([]);
  });

  behaves(documents.lambdaTroubleshooting, "only the access log learns why, in integrationErrorMessage", async () => {
    const gateway = await serve({
      routes: [route("GET /x")],
      invoke: async () => ({ outcome: "failed", message: "secret detail" }),
    });
    const { body, headers } = await gateway.send("GET /x");
    expect(body + JSON.stringify(headers)).not.toContain("secret detail");
    expect(gateway.entries[0]?.integrationErrorMessage).toBe("secret detail");
  });

  behaves(captures.slowFunction, "503 after the integration timeout", async () => {
    const gateway = await serve({
      routes: [route("GET /x", { integrationTimeoutMilliseconds: 20 })],
      invoke: () => new Promise(() => {}),
    });
    expect(await gateway.send("GET /x")).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });

  behaves(captures.coldStart, "503 while the function runs on to its end", async () => {
    let finish!: () => void;
    const finished = vi.fn<() => void>();
    const gateway = await serve({
      routes: [route("GET /x", { integrationTimeoutMilliseconds: 20 })],
      invoke: async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        finished();
        return { outcome: "returned", payload: "late" };
      },
    });
    expect((await gateway.send("GET /x")).status).toBe(503);
    finish();
    await vi.waitFor(() => expect(finished).toHaveBeenCalledOnce());
  });
});

describe("quotas", () => {
  const mebibyte = 1024 * 1024;

  behaves(documents.quotas, "a body over 10 MB is refused with 413", async () => {
    const gateway = await serve({ routes: [route("POST /x")] });
    expect((await gateway.send("POST /x", { body: Buffer.alloc(10 * mebibyte + 1) })).status).toBe(413);
    expect(gateway.events).toEqual([]);
  });

  behaves(documents.quotas, "request line and headers may be 10,240 bytes together", async () => {
    const gateway = await serve({ routes: [route("GET /x")] });
    const status = async (bytes: number) =>
      (await gateway.send("GET /x", { headers: { "x-long": "a".repeat(bytes) } })).status;
    expect(await status(10_000)).toBe(200);
    expect(await status(10_240)).toBeGreaterThanOrEqual(400);
  });

  behaves(documents.throttling, "429 over the burst of a route, and as many more a second as its rate", async () => {
    let now = 0;
    const throttle = { ratePerSecond: 2, burst: 3 };
    const routes = [route("GET /x", { throttle }), route("GET /y", { throttle })];
    const gateway = await serve({ routes, throttling: true, monotonicNow: () => now });
    const statusOf = async (target: string) => (await gateway.send(target)).status;
    expect([await statusOf("GET /x"), await statusOf("GET /x"), await statusOf("GET /x")]).toEqual([200, 200, 200]);
    expect(await gateway.send("GET /x")).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}' });
    expect(await statusOf("GET /y")).toBe(200);
    now += 499;
    expect(await statusOf("GET /x")).toBe(429);
    now += 1;
    expect([await statusOf("GET /x"), await statusOf("GET /x")]).toEqual([200, 429]);
    now += 3_600_000;
    const later = await Promise.all([1, 2, 3, 4].map(() => statusOf("GET /x")));
    expect(later.filter((status) => status === 200)).toHaveLength(3);
  });

  lacks(
    documents.throttling,
    "429 over the rate or the burst of the account, over all of its APIs",
    "there is one API here; a route without limits of its own or of its stage has those of an account for itself",
  );
});
