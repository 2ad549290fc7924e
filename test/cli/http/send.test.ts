import { gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Send } from "../../../cli/http/message.ts";
import { createSend } from "../../../cli/http/send.ts";
import { createTimeLimit } from "../../../cli/http/time-limit.ts";
import { startProxy, type TestProxy } from "../../support/proxy.ts";
import { type Answer, startServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let proxy: TestProxy;
let answer: Answer;

beforeEach(async () => {
  answer = { status: 200, body: "good" };
  server = await startServer(() => answer);
  proxy = await startProxy();
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const timeLimitOf = (milliseconds: number) =>
  createTimeLimit(
    milliseconds,
    () => performance.now(),
    () => {},
  );
const sender = (variables: Record<string, string>, timeoutMilliseconds = 10_000): Send =>
  createSend({
    timeLimit: timeLimitOf(timeoutMilliseconds),
    userAgent: "wish/test",
    variables,
    nodeVersion: "20.19.0",
  });

describe.each([
  ["directly", () => ({})],
  ["through a proxy", () => ({ HTTP_PROXY: proxy.address })],
])("a request sent %s", (_, variables) => {
  it("comes with its method, headers and body, and gives status, headers and body back", async () => {
    answer = { status: 418, body: "tea ☕", headers: { "X-Kind": "green" } };
    const send = sender(variables());
    const headers = { "content-type": "text/plain" };
    const response = await send({ url: `${server.origin}/tea?a=1`, method: "POST", headers, body: "Wasser ÄÖ" });
    expect(response).toMatchObject({ status: 418, body: "tea ☕", headers: { "x-kind": "green" } });
    expect(server.received).toMatchObject([
      { method: "POST", path: "/tea", body: "Wasser ÄÖ", headers: { ...headers, "user-agent": "wish/test" } },
    ]);
    expect(server.received[0]?.headers["content-length"]).toBe("11");
  });

  it("follows no redirect", async () => {
    answer = { status: 302, headers: { location: `${server.origin}/elsewhere` } };
    expect((await sender(variables())({ url: server.origin, method: "GET" })).status).toBe(302);
    expect(server.received).toHaveLength(1);
  });

  it("is given up after the time limit", async () => {
    answer = "silence";
    await expect(sender(variables(), 50)({ url: server.origin, method: "GET" })).rejects.toMatchObject({
      code: "timed_out",
      message: `${new URL(server.origin).host} did not answer within the time limit of 0.05 seconds.`,
    });
  });

  it("is not sent when no time is left", async () => {
    const request = { url: server.origin, method: "GET" } as const;
    const patience = { left: () => 0, spend: <T>(_host: string, work: () => Promise<T>) => work() };
    await expect(sender(variables())({ ...request, patience })).rejects.toMatchObject({ code: "timed_out" });
    expect(server.received).toEqual([]);
  });

  it("is given up when it is called off, for the reason that was given", async () => {
    answer = "silence";
    const reason = new Error("called off");
    const signal = AbortSignal.abort(reason);
    await expect(sender(variables())({ url: server.origin, method: "GET", signal })).rejects.toBe(reason);
  });

  it("fails as unreachable when the connection is cut", async () => {
    answer = "drop";
    const sent = sender(variables())({ url: server.origin, method: "GET" });
    await expect(sent).rejects.toMatchObject({ code: "unreachable" });
  });

  it("is not taken in when the answer is larger than any that an API gives", async () => {
    answer = { status: 200, body: "x".repeat(65 * 1024 * 1024) };
    const sent = sender(variables(), 50_000)({ url: server.origin, method: "GET" });
    await expect(sent.then(({ body }) => body.length)).rejects.toMatchObject({ code: "unreachable" });
  });

  it("asks for gzip, and gives the body as it was before", async () => {
    const body = "tea ☕ ".repeat(1000);
    for (const coding of ["gzip", "GZIP", "x-gzip"]) {
      answer = { status: 200, body: gzipSync(body), headers: { "content-encoding": coding } };
      expect((await sender(variables())({ url: server.origin, method: "GET" })).body).toBe(body);
    }
    expect(server.received[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  it("takes an answer without a body that says gzip for an empty one", async () => {
    answer = { status: 200, body: "", headers: { "content-encoding": "gzip" } };
    expect((await sender(variables())({ url: server.origin, method: "HEAD" })).body).toBe("");
  });

  it("is not taken in when a small answer becomes larger than any once it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    answer = { status: 200, body: bomb, headers: { "content-encoding": "gzip" } };
    const sent = sender(variables(), 50_000)({ url: server.origin, method: "GET" });
    await expect(sent.then(({ body }) => body.length)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("ERR_RESPONSE_TOO_LARGE") as string,
    });
  });

  it.each([
    ["cut short", gzipSync("tea".repeat(1000)).subarray(0, 20)],
    ["no gzip at all", Buffer.from("tea")],
  ])("fails as unreachable when its gzip is %s", async (_case, body) => {
    answer = { status: 200, body, headers: { "content-encoding": "gzip" } };
    const sent = sender(variables())({ url: server.origin, method: "GET" });
    await expect(sent).rejects.toMatchObject({ code: "unreachable" });
  });

  it("is not sent in the clear to another machine", async () => {
    const sent = sender(variables())({ url: "http://example.org/", method: "GET" });
    await expect(sent).rejects.toMatchObject({ code: "wrong_usage" });
    expect(proxy.asked).toEqual([]);
  });
});

it("many requests share connections", async () => {
  const send = sender({});
  for (let each = 0; each < 5; each += 1) await send({ url: server.origin, method: "GET" });
  expect(new Set(server.received.map(({ port }) => port)).size).toBe(1);
});
