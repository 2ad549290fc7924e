import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";

import { afterEach, describe, expect, it, vi } from "vitest";

import { route, startGateway } from "./start-gateway.ts";

type Gateway = Awaited<ReturnType<typeof startGateway>>;

let gateway: Gateway;

afterEach(() => gateway.close());

const mebibyte = 1024 * 1024;

describe("a function's answer", () => {
  it("has no length when it has no body to have one", async () => {
    const payload = { statusCode: 204 };
    gateway = await startGateway({ routes: [route("GET /x")], invoke: async () => ({ outcome: "returned", payload }) });
    const answer = await gateway.send("GET /x");
    expect(answer.status).toBe(204);
    expect(answer.headers).not.toHaveProperty("content-length");
  });

  it("is only a head for HEAD", async () => {
    gateway = await startGateway({ routes: [route("HEAD /x")] });
    const answer = await gateway.send("HEAD /x");
    expect(answer).toMatchObject({ status: 200, body: "", headers: { "content-length": "2" } });
  });

  it("says no length for HEAD when it has no body, since that of GET may be another", async () => {
    const payload = { statusCode: 200, body: "" };
    gateway = await startGateway({
      routes: [route("HEAD /x")],
      invoke: async () => ({ outcome: "returned", payload }),
    });
    const answer = await gateway.send("HEAD /x");
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty("content-length");
  });
});

describe("without a route", () => {
  it.each(["GET /y", "PUT /x", "OPTIONS /x", "GET /x/", "OPTIONS *"])("%s is 404", async (target) => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    expect(await gateway.send(target)).toMatchObject({
      status: 404,
      headers: { "content-length": "23", "apigw-requestid": expect.stringMatching(/^[\w-]{15}=$/u) },
      body: '{"message":"Not Found"}',
    });
    expect(gateway.events).toEqual([]);
  });

  it("HEAD is 404 too, also where there is GET", async () => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    expect(await gateway.send("HEAD /x")).toMatchObject({ status: 404, body: "" });
  });
});

describe("a function that cannot answer", () => {
  const internal = { status: 500, body: '{"message":"Internal Server Error"}' };

  it.each([
    [
      "failed",
      { outcome: "failed", message: "Task timed out after 5.00 seconds" },
      "Task timed out after 5.00 seconds",
    ],
    [
      "returned no response",
      { outcome: "returned", payload: { statusCode: "201" } },
      expect.stringContaining("statusCode"),
    ],
  ] as const)("is a 500 when it %s, and only the log knows why", async (_, result, integrationErrorMessage) => {
    gateway = await startGateway({ routes: [route("GET /x")], invoke: async () => result });
    expect(await gateway.send("GET /x")).toMatchObject(internal);
    expect(gateway.entries).toEqual([
      expect.objectContaining({ status: 500, routeKey: "GET /x", integrationErrorMessage }),
    ]);
  });

  it.each([
    ["may not be invoked", { mayInvoke: false }, "permission"],
    ["is not there", { functionArn: undefined }, "no function"],
  ])("is a 500 and is not invoked when it %s", async (_, changes, reason) => {
    gateway = await startGateway({ routes: [route("GET /x", changes)] });
    expect(await gateway.send("GET /x")).toMatchObject(internal);
    expect(gateway.events).toEqual([]);
    expect(gateway.entries[0]?.integrationErrorMessage).toContain(reason);
  });

  it("is a 500 even when its host breaks the promise never to reject", async () => {
    gateway = await startGateway({ routes: [route("GET /x")], invoke: () => Promise.reject(new Error("host broke")) });
    expect(await gateway.send("GET /x")).toMatchObject(internal);
    expect(gateway.entries[0]?.integrationErrorMessage).toContain("host broke");
  });

  it("is a 503 after the integration timeout, and runs on", async () => {
    let finish!: () => void;
    let finished = false;
    gateway = await startGateway({
      routes: [route("GET /x", { integrationTimeoutMilliseconds: 20 })],
      invoke: async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        finished = true;
        return { outcome: "returned", payload: "late" };
      },
    });
    expect(await gateway.send("GET /x")).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
    expect(finished).toBe(false);
    finish();
    await vi.waitFor(() => expect(finished).toBe(true));
    expect(gateway.entries).toEqual([
      expect.objectContaining({ status: 503, integrationErrorMessage: expect.stringContaining("20 ms") }),
    ]);
  });
});

describe("a request beyond a quota", () => {
  it("is 413 over 10 MB, whether it says so or not", async () => {
    gateway = await startGateway({ routes: [route("POST /x")] });
    const body = Buffer.alloc(10 * mebibyte + 1);
    const tooLarge = { status: 413, body: '{"message":"Request Entity Too Large"}' };
    expect(await gateway.send("POST /x", { body })).toMatchObject(tooLarge);
    expect(await gateway.send("POST /x", { body, headers: { "transfer-encoding": "chunked" } })).toMatchObject(
      tooLarge,
    );
    expect(gateway.events).toEqual([]);
  });

  it("passes at exactly 10 MB, whole", async () => {
    gateway = await startGateway({ routes: [route("POST /x")] });
    const body = Buffer.alloc(10 * mebibyte, "a");
    expect((await gateway.send("POST /x", { body, headers: { "content-type": "text/plain" } })).status).toBe(200);
    expect(gateway.events[0]?.body).toHaveLength(10 * mebibyte);
  });

  it.each([
    [9_000, 200],
    [10_240, 431],
    [100_000, 431],
  ])("with a header of %i bytes is %i", async (bytes, status) => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    expect((await gateway.send("GET /x", { headers: { "x-long": "a".repeat(bytes) } })).status).toBe(status);
  });
});

describe("a request by the name", () => {
  it.each(["127.0.0.1", "localhost:8787", "LocalHost", "[::1]:8787", "wish.localhost:8787"])(
    "%s, which is this machine, is served",
    async (host) => {
      gateway = await startGateway({ routes: [route("GET /x")] });
      expect((await gateway.send("GET /x", { headers: { host } })).status).toBe(200);
    },
  );

  it.each(["evil.example", "evil.example:8787", "127.0.0.1.evil.example", "localhost.evil.example", "notlocalhost"])(
    "%s, which a web page can have made to mean this machine, is 403",
    async (host) => {
      gateway = await startGateway({ routes: [route("GET /x")] });
      const answer = await gateway.send("GET /x", { headers: { host } });
      expect(answer).toMatchObject({
        status: 403,
        headers: { "apigw-requestid": expect.stringMatching(/^[\w-]{15}=$/u) },
        body: '{"message":"Forbidden"}',
      });
      expect(gateway.events).toEqual([]);
      expect(gateway.entries[0]?.errorMessage).toMatch(/^The Host is not a name of this machine/u);
    },
  );

  it("localhost is served to the pages of other servers, as by the real gateway", async () => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    const origin = "https://example.org";
    expect((await gateway.send("GET /x", { headers: { origin } })).status).toBe(200);
    const preflight = { origin, "access-control-request-method": "GET" };
    expect((await gateway.send("OPTIONS /x", { headers: preflight })).status).toBe(404);
  });
});

describe("what is not a proper request", () => {
  it.each([
    ["no HTTP", "hello\r\n\r\n"],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["two lengths", "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"],
    ["a line break in a header", "GET /x HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n"],
  ])("is answered 400 and cut off: %s", async (_, text) => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    const answer = await gateway.sendRaw(text);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/u);
    expect(answer).toMatch(/\r\napigw-requestid: [\w-]{15}=\r\n/u);
    expect(answer.endsWith('\r\n\r\n{"message":"Bad Request"}')).toBe(true);
    expect((await gateway.send("GET /x")).status).toBe(200);
  });

  it.each([
    ["no Host", []],
    ["two Hosts", ["Host: localhost", "Host: evil.example"]],
    ["the same Host twice", ["Host: localhost", "host: localhost"]],
  ])("is answered 400 with %s", async (_, hosts) => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    for (const version of ["HTTP/1.0", "HTTP/1.1"]) {
      const head = [`GET /x ${version}`, ...hosts, "Connection: close"];
      const answer = await gateway.sendRaw(`${head.join("\r\n")}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/u);
      expect(answer).toMatch(/\r\napigw-requestid: [\w-]{15}=\r\n/u);
      expect(answer.endsWith('\r\n\r\n{"message":"Bad Request"}')).toBe(true);
    }
    expect(gateway.events).toEqual([]);
  });

  it("is 417 when it expects what the gateway does not know", async () => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    const answer = await gateway.send("GET /x", { headers: { expect: "the-unexpected" } });
    expect(answer).toMatchObject({
      status: 417,
      headers: { "apigw-requestid": expect.stringMatching(/^[\w-]{15}=$/u) },
      body: '{"message":"Expectation Failed"}',
    });
    expect(gateway.events).toEqual([]);
    expect(gateway.entries).toEqual([expect.objectContaining({ path: "/x", status: 417 })]);
  });

  it("does no harm when it asks for a tunnel and the connection breaks before the answer", async () => {
    gateway = await startGateway({ routes: [route("GET /x")] });
    gateway.server.prependListener("connect", (_, socket) => {
      queueMicrotask(() => socket.destroy(new Error("broken")));
    });
    await gateway.sendRaw("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
    expect((await gateway.send("GET /x")).status).toBe(200);
  });

  it("is 400 with a path that is not percent-encoding", async () => {
    gateway = await startGateway({ routes: [route("ANY /{proxy+}")] });
    expect((await gateway.send("GET /%zz")).status).toBe(400);
    expect((await gateway.send("GET /%ff")).status).toBe(400);
    expect(gateway.events).toEqual([]);
  });

  it("does no harm when the client leaves in the middle of a body", async () => {
    gateway = await startGateway({ routes: [route("POST /x")] });
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    await once(gateway.server, "request");
    socket.destroy();
    await vi.waitFor(() => expect(gateway.entries).toHaveLength(1));
    expect(gateway.events).toEqual([]);
    expect((await gateway.send("POST /x")).status).toBe(200);
  });

  it("does no harm when the client leaves before the function is done", async () => {
    let finish!: () => void;
    const running = new Promise<void>((resolve) => (finish = resolve));
    const invoke = async () => {
      await running;
      return { outcome: "returned", payload: "late" } as const;
    };
    gateway = await startGateway({ routes: [route("GET /x")], invoke });
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(() => expect(gateway.events).toHaveLength(1));
    socket.destroy();
    finish();
    await vi.waitFor(() => expect(gateway.entries).toHaveLength(1));
    expect((await gateway.send("GET /x")).status).toBe(200);
  });
});

it("logs each request once, without its query string", async () => {
  let milliseconds = 1000;
  gateway = await startGateway({
    routes: [route("GET /x")],
    monotonicNow: () => (milliseconds += 7),
  });
  const answer = await gateway.send("GET /x?secret=1");
  expect(gateway.entries).toEqual([
    {
      requestId: answer.headers["apigw-requestid"],
      method: "GET",
      path: "/x",
      routeKey: "GET /x",
      status: 200,
      durationMilliseconds: 7,
    },
  ]);
});

it("closes although clients hold connections open, busy or idle", async () => {
  let finish!: () => void;
  const running = new Promise<void>((resolve) => (finish = resolve));
  gateway = await startGateway({
    routes: [route("GET /x"), route("GET /slow")],
    invoke: async ({ rawPath }) => {
      if (rawPath === "/slow") await running;
      return { outcome: "returned", payload: "done" };
    },
  });
  const agent = new Agent({ keepAlive: true });
  const get = async (path: string) => {
    const [response] = await once(request({ port: gateway.port, path, agent, host: "127.0.0.1" }).end(), "response");
    response.resume();
    await once(response, "end");
    return response.headers.connection;
  };
  const slow = get("/slow");
  expect(await get("/x")).toBe("keep-alive");
  await vi.waitFor(() => expect(gateway.events).toHaveLength(2));
  const closed = once(gateway.server, "close");
  gateway.server.close();
  finish();
  expect(await slow).toBe("close");
  await closed;
  agent.destroy();
});
