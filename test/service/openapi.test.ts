import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";

import { Refusal, refusalResponse } from "../../infra/local/gateway/refusal.ts";
import { type OperationName, operations, routeKeyOf, wishesPath } from "../../service/contract.ts";
import { Failure, type FailureCode, failureStatus } from "../../service/failure.ts";
import { createService } from "../../service/service.ts";
import { jwtAuthorizer, route, startGateway } from "../infra/local/gateway/start-gateway.ts";
import { startMintingIssuer } from "../support/minting-issuer.ts";
import { checkContract, openApiDocument } from "../support/openapi.ts";

const json = { "content-type": "application/json" };

function check(status: number, body: unknown, headers: Record<string, string> = json, target = `GET ${wishesPath}`) {
  const [method = "", path = ""] = target.split(" ");
  return () => checkContract({ method, path, status, headers: new Headers(headers), body: JSON.stringify(body) });
}

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(openApiDocument) as never);
    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("describes each operation of the table once", () => {
    const { paths } = openApiDocument as unknown as { paths: Record<string, Record<string, object>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(Object.values(operations).map(routeKeyOf).toSorted());
  });

  it.each(Object.entries(failureStatus))("lets the failure %s through, as %i", async (code, status) => {
    const names = Object.keys(operations) as OperationName[];
    const name = names.find((each) => (operations[each].failures as readonly string[]).includes(code)) ?? "add";
    const routeKey = routeKeyOf(operations[name]);
    const service = createService({ [name]: () => Promise.reject(new Failure(code as FailureCode, "No.")) });
    const request = { requestId: "r", routeKey, path: {}, query: {}, headers: {}, body: new Uint8Array() };
    const { response } = await service(request, new AbortController().signal);
    expect(response.status).toBe(status);
    expect(check(status, JSON.parse(response.body), response.headers, routeKey)).not.toThrow();
  });

  it.each([
    "bad_request",
    "forbidden",
    "request_timeout",
    "body_too_large",
    "headers_too_large",
    "internal",
    "unavailable",
  ] as const)("lets the gateway's own refusal through: %s", (code) => {
    const { status, headers, body } = refusalResponse(new Refusal(code));
    const target = `POST ${wishesPath}`;
    expect(check(status, JSON.parse(String(body)), headers as Record<string, string>, target)).not.toThrow();
  });

  it("lets through what the gateway answers to a missing, a bad and a good token, and to a wrong method", async () => {
    const issuer = await startMintingIssuer();
    const gateway = await startGateway({
      routes: [
        route(`POST ${wishesPath}`, { authorizer: jwtAuthorizer(issuer.issuer, { scopes: ["create:wishes"] }) }),
      ],
    });
    const statuses: number[] = [];
    for (const [target, token] of [
      [`POST ${wishesPath}`, undefined],
      [`POST ${wishesPath}`, "not-a-token"],
      [`POST ${wishesPath}`, issuer.mint({ aud: "another" })],
      [`POST ${wishesPath}`, issuer.mint({ scope: "openid" })],
      [`PUT ${wishesPath}`, undefined],
    ] as const) {
      const { status, headers, body } = await gateway.send(target, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
      statuses.push(status);
      expect(headers["apigw-requestid"]).toBeDefined();
      expect(check(status, JSON.parse(body), headers as Record<string, string>, target)).not.toThrow();
    }
    await gateway.close();
    await issuer.close();
    expect(statuses).toEqual([401, 401, 401, 403, 404]);
  });
});

describe("a response that parts from the document is found out", () => {
  const page = { Items: [], Count: 0 };
  const wish = { id: "1", name: "Kite", createdAt: "2026-11-22T10:00:00.000Z" };

  it("by its status", () => {
    expect(check(204, page)).toThrow("GET /wish-list-service answered 204: this status is not in the document");
    expect(check(200, page, json, `PUT ${wishesPath}`)).toThrow("this status is not in the document");
  });

  it("by its content type", () => {
    expect(check(200, page, { "content-type": "text/plain" })).toThrow('the content type "text/plain"');
    expect(check(200, page, {})).toThrow('the content type ""');
  });

  it("by its headers", () => {
    const post = `POST ${wishesPath}`;
    expect(check(401, { message: "Unauthorized" }, {}, post)).toThrow("www-authenticate is missing");
    const basic = { "www-authenticate": 'Basic realm="x"' };
    expect(check(401, { message: "Unauthorized" }, basic, post)).toThrow("www-authenticate must match pattern");
    expect(check(503, { message: "No." }, { ...json, "retry-after": "soon" })).toThrow("retry-after must match");
  });

  it.each([
    ["who added a wish", { ...page, Items: [{ ...wish, addedBy: "auth0|ada" }] }, "must NOT have additional"],
    ["a time without milliseconds", { ...page, Items: [{ ...wish, createdAt: "2026-11-22T10:00:00Z" }] }, "createdAt"],
    ["a missing count", { Items: [] }, "must have required property 'Count'"],
    ["an empty NextToken", { ...page, NextToken: "" }, "NextToken must NOT have fewer"],
    ["a script for a url", { ...page, Items: [{ ...wish, url: "javascript:alert(1)" }] }, "url must match pattern"],
    ["another shape of error", { error: "x" }, "must have required property"],
  ])("by its body: %s", (_case, body, message) => {
    expect(check(200, body)).toThrow(message);
  });
});
