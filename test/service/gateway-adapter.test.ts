import { describe, expect, it } from "vitest";
import { type GatewayEvent, toGatewayResult, toServiceRequest } from "../../service/gateway-adapter.ts";

function event(change: object): GatewayEvent {
  return {
    version: "2.0",
    routeKey: "POST /wish-list-service",
    headers: { "content-type": "application/json" },
    requestContext: { requestId: "VMLn2ibAgi0EP-Q=", authorizer: { jwt: { claims: { sub: "auth0|ada" } } } },
    isBase64Encoded: false,
    ...change,
  } as unknown as GatewayEvent;
}

describe("a gateway event", () => {
  it("gives its text as bytes", () => {
    expect(Buffer.from(toServiceRequest(event({ body: "é" })).body).toString()).toBe("é");
  });

  it("gives its base64 as the bytes in it", () => {
    const body = Buffer.from([0, 255]).toString("base64");
    expect([...toServiceRequest(event({ body, isBase64Encoded: true })).body]).toEqual([0, 255]);
  });

  it("may lack body, query and authorizer", () => {
    const request = toServiceRequest(event({ requestContext: { requestId: "r" } }));
    expect(request).toMatchObject({ requestId: "r", query: {}, body: Buffer.alloc(0) });
    expect(request).not.toHaveProperty("subject");
  });

  it("names the caller by the sub that the authorizer has verified", () => {
    expect(toServiceRequest(event({})).subject).toBe("auth0|ada");
  });
});

it("writes a response in format 2.0", () => {
  expect(toGatewayResult({ status: 201, headers: { a: "b" }, body: "{}" })).toEqual({
    statusCode: 201,
    headers: { a: "b" },
    body: "{}",
  });
});
