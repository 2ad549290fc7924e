import { afterEach, expect, it } from "vitest";

import { route, startGateway } from "./start-gateway.ts";

type Gateway = Awaited<ReturnType<typeof startGateway>>;

let gateway: Gateway;

afterEach(() => gateway.close());

it("tells a function all of a request, in payload format 2.0", async () => {
  const timeEpoch = 1604003378123;
  gateway = await startGateway({ routes: [route("POST /things/{id}")], now: () => timeEpoch });
  const answer = await gateway.sendRaw(
    [
      "POST /things/a%20b?x=1&y=%C3%A9+z&x=2&flag HTTP/1.1",
      "Host: localhost:8787",
      "User-Agent: test/1.0",
      "X-Many: one",
      "Cookie: a=1; b=2",
      "x-many: two",
      "Content-Type: application/json",
      "Cookie: c=3",
      "X-Forwarded-For: 10.0.0.1",
      "Content-Length: 10",
      "Connection: close",
      "",
      '{"n":"é"}',
    ].join("\r\n"),
  );
  const [event] = gateway.events;
  expect(event).toEqual({
    version: "2.0",
    routeKey: "POST /things/{id}",
    rawPath: "/things/a b",
    rawQueryString: "x=1&y=%C3%A9+z&x=2&flag",
    cookies: ["a=1", "b=2", "c=3"],
    headers: {
      "content-length": "10",
      "content-type": "application/json",
      host: "localhost:8787",
      "user-agent": "test/1.0",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-5f9b2632-[0-9a-f]{24}$/u),
      "x-forwarded-for": "10.0.0.1, 127.0.0.1",
      "x-forwarded-port": String(gateway.port),
      "x-forwarded-proto": "http",
      "x-many": "one,two",
    },
    queryStringParameters: { x: "1,2", y: "é z", flag: "" },
    requestContext: {
      accountId: "000000000000",
      apiId: "a1b2c3d4e5",
      domainName: "localhost",
      domainPrefix: "localhost",
      http: {
        method: "POST",
        path: "/things/a b",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "test/1.0",
      },
      requestId: expect.stringMatching(/^[\w-]{15}=$/u),
      routeKey: "POST /things/{id}",
      stage: "$default",
      time: "29/Oct/2020:20:29:38 +0000",
      timeEpoch,
    },
    pathParameters: { id: "a b" },
    body: '{"n":"é"}',
    isBase64Encoded: false,
  });
  expect(Object.keys(event?.headers ?? {})).toEqual(Object.keys(event?.headers ?? {}).toSorted());
  expect(answer).toContain(`apigw-requestid: ${event?.requestContext.requestId}\r\n`);
});

it("leaves out what a request does not have", async () => {
  gateway = await startGateway({ routes: [route("GET /")] });
  await gateway.send("GET /");
  const [event] = gateway.events;
  expect(Object.keys(event ?? {}).toSorted()).toEqual(
    ["headers", "isBase64Encoded", "rawPath", "rawQueryString", "requestContext", "routeKey", "version"].toSorted(),
  );
  expect(event).toMatchObject({ rawPath: "/", rawQueryString: "", isBase64Encoded: false });
  expect(event?.headers["content-length"]).toBe("0");
  expect(event?.requestContext).not.toHaveProperty("authorizer");
});

it.each([
  ["http://user:secret@localhost/x?a=1", "/x", "a=1"],
  ["http://localhost?a=1", "/", "a=1"],
])("takes the address in absolute form: %s", async (address, rawPath, rawQueryString) => {
  gateway = await startGateway({ routes: [route("GET /"), route("GET /x")] });
  await gateway.sendRaw(`GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  expect(gateway.events[0]).toMatchObject({ rawPath, rawQueryString });
  expect(gateway.entries[0]?.path).toBe(rawPath);
});

it("keeps an encoded slash inside its path parameter", async () => {
  gateway = await startGateway({ routes: [route("GET /x/{id}")] });
  await gateway.send("GET /x/a%2Fb");
  expect(gateway.events[0]?.pathParameters).toEqual({ id: "a/b" });
});

it("gives a chunked body its length", async () => {
  gateway = await startGateway({ routes: [route("POST /x")] });
  const headers = { "content-type": "text/plain", "transfer-encoding": "chunked" };
  await gateway.send("POST /x", { headers, body: "hello" });
  expect(gateway.events[0]?.body).toBe("hello");
  expect(gateway.events[0]?.headers).toMatchObject({ "content-length": "5" });
  expect(gateway.events[0]?.headers).not.toHaveProperty("transfer-encoding");
});

it.each<[passed: string, isBase64Encoded: boolean, contentTypes: string[]]>([
  [
    "as text, however its type is spelled",
    false,
    ["TEXT/HTML", "Application/JSON", 'application/json;charset="UTF-8"', "application/json ; charset = utf-8"],
  ],
  [
    "in base64, which keeps every byte, when its type is not one of those",
    true,
    ["", "application/graphql", "application/problem+json", "application/jsonp", "text/plain; charset=iso-8859-1"],
  ],
])("passes a body %s", async (_, isBase64Encoded, contentTypes) => {
  gateway = await startGateway({ routes: [route("POST /x")] });
  for (const contentType of contentTypes) {
    await gateway.send("POST /x", { headers: { "content-type": contentType }, body: "hello" });
    expect([contentType, gateway.events.at(-1)?.isBase64Encoded]).toEqual([contentType, isBase64Encoded]);
  }
});
