import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect } from "vitest";

import { route } from "../../infra/local/gateway/start-gateway.ts";
import { behaves, lacks, serve } from "./behaviour.ts";
import { captures, documents } from "./sources.ts";

const timeEpoch = Date.UTC(2020, 9, 29, 20, 29, 38, 123);

/** Sends the lines of a request to `POST /things/{id}` and returns the event. */
async function eventOf(lines: string[], target = "/things/7", stage?: string): Promise<APIGatewayProxyEventV2> {
  const gateway = await serve({
    routes: [route("POST /things/{id}"), route("POST /things")],
    now: () => timeEpoch,
    ...(stage !== undefined && { stage }),
  });
  const head = [`POST ${target} HTTP/1.1`, "Host: a1b2c3d4e5.localhost", ...lines];
  await gateway.sendRaw(`${[...head, "Connection: close"].join("\r\n")}\r\n\r\n`);
  return gateway.events[0] as unknown as APIGatewayProxyEventV2;
}

describe("the event, payload format 2.0", () => {
  behaves(documents.lambdaIntegration, "names its version and its route", async () => {
    expect(await eventOf([])).toMatchObject({ version: "2.0", routeKey: "POST /things/{id}" });
  });

  behaves(captures.scopesNull, "has no stage in its paths when that is $default", async () => {
    const event = await eventOf([]);
    expect(event).toMatchObject({ rawPath: "/things/7", requestContext: { http: { path: "/things/7" } } });
  });

  behaves(captures.octetStream, "has the stage in its paths when that has a name", async () => {
    const event = await eventOf([], "/dev/things", "dev");
    expect(event.rawPath).toBe("/dev/things");
    expect(event.requestContext).toMatchObject({ stage: "dev", http: { path: "/dev/things" } });
  });

  behaves(documents.lambdaIntegration, "has the query string as it was sent", async () => {
    expect((await eventOf([], "/things/7?a=%C3%A9+z&b")).rawQueryString).toBe("a=%C3%A9+z&b");
  });

  behaves(captures.scopesNull, "has an empty query string when none was sent", async () => {
    expect((await eventOf([])).rawQueryString).toBe("");
  });

  behaves(documents.lambdaIntegration, "has the query decoded, and joins duplicates by a comma", async () => {
    const { queryStringParameters } = await eventOf([], "/things/7?x=1&y=%C3%A9+z&x=2");
    expect(queryStringParameters).toEqual({ x: "1,2", y: "é z" });
  });

  behaves(documents.lambdaIntegration, "has cookies in an array", async () => {
    expect((await eventOf(["Cookie: a=1; b=2"])).cookies).toEqual(["a=1", "b=2"]);
  });

  behaves(captures.multipart, "has cookies in the array only, not among the headers", async () => {
    const { cookies, headers } = await eventOf(["Cookie: __Secure-access=x; __Secure-refresh=y"]);
    expect(cookies).toEqual(["__Secure-access=x", "__Secure-refresh=y"]);
    expect(headers).not.toHaveProperty("cookie");
  });

  behaves(documents.lambdaIntegration, "has header names in lower case, and joins duplicates by a comma", async () => {
    expect((await eventOf(["X-Many: one", "x-mANY: two"])).headers["x-many"]).toBe("one,two");
  });

  behaves(captures.scopesNull, "has the headers sorted by name", async () => {
    const names = Object.keys((await eventOf(["Zebra: 1", "Accept: */*"])).headers);
    expect(names).toEqual(names.toSorted());
  });

  behaves(captures.scopesNull, "has the headers that the gateway adds", async () => {
    expect((await eventOf([])).headers).toMatchObject({
      "content-length": "0",
      host: "a1b2c3d4e5.localhost",
      "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/u),
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": expect.stringMatching(/^\d+$/u),
      "x-forwarded-proto": expect.any(String),
    });
  });

  lacks(
    captures.scopesNull,
    "says x-forwarded-proto: https and x-forwarded-port: 443",
    "the local gateway speaks plain HTTP at a port of this machine, and says so",
  );

  behaves(documents.lambdaIntegration, "has path parameters by name", async () => {
    expect((await eventOf([])).pathParameters).toEqual({ id: "7" });
  });

  for (const [member, target] of [
    ["cookies", "/things/7"],
    ["queryStringParameters", "/things/7"],
    ["pathParameters", "/things"],
    ["stageVariables", "/things/7"],
    ["body", "/things/7"],
  ] as const) {
    behaves(captures.scopesNull, `has no ${member}, not even null, when there are none`, async () => {
      expect(await eventOf([], target)).not.toHaveProperty(member);
    });
  }

  lacks(documents.stageVariables, "has the variables of the stage", "the stack has none");

  lacks(documents.mutualTls, "has requestContext.authentication under mutual TLS", "the stack does not use it");
});

describe("its requestContext", () => {
  behaves(documents.lambdaIntegration, "tells API, account, domain and stage", async () => {
    expect((await eventOf([])).requestContext).toMatchObject({
      accountId: expect.stringMatching(/^\d{12}$/u),
      apiId: "a1b2c3d4e5",
      domainName: "a1b2c3d4e5.localhost",
      domainPrefix: "a1b2c3d4e5",
      routeKey: "POST /things/{id}",
      stage: "$default",
      requestId: expect.stringMatching(/^[\w-]{15}=$/u),
    });
  });

  behaves(documents.lambdaIntegration, "tells method, path, address and program of the client", async () => {
    expect((await eventOf(["User-Agent: test/1.0"])).requestContext.http).toMatchObject({
      method: "POST",
      path: "/things/7",
      sourceIp: "127.0.0.1",
      userAgent: "test/1.0",
    });
  });

  behaves(documents.loggingVariables, "says HTTP/1.1", async () => {
    expect((await eventOf([])).requestContext.http.protocol).toBe("HTTP/1.1");
  });

  behaves(documents.lambdaIntegration, "has the time as in a log, and in milliseconds", async () => {
    expect((await eventOf([])).requestContext).toMatchObject({ time: "29/Oct/2020:20:29:38 +0000", timeEpoch });
  });
});
