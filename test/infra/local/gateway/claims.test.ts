import { describe, expect, it } from "vitest";

import { type Claims, checkClaims, renderClaims, scopesOf } from "../../../../infra/local/gateway/claims.ts";

const authorizer = {
  name: "auth0",
  identitySources: ["$request.header.Authorization"],
  issuer: "https://tenant.eu.auth0.com/",
  audiences: ["https://api", "https://other-api"],
  scopes: [],
};
const nowSeconds = 1_000_000;
const good = { iss: "https://tenant.eu.auth0.com/", aud: "https://api", exp: nowSeconds + 1 };

const check = (changes: Claims) => {
  const claims = Object.fromEntries(Object.entries({ ...good, ...changes }).filter(([, value]) => value !== undefined));
  checkClaims(claims, authorizer, nowSeconds);
};

describe("claims", () => {
  it.each<[string, Claims]>([
    ["as they should be", {}],
    ["with several audiences", { aud: ["https://x/userinfo", "https://other-api"] }],
    ["with client_id and no aud", { aud: undefined, client_id: "https://api" }],
    ["that begin now", { nbf: nowSeconds, iat: nowSeconds }],
    ["that end in the far future", { exp: 99_999_999_999 }],
    ["that end within a second", { exp: nowSeconds + 0.5 }],
  ])("pass %s", (_, changes) => {
    expect(() => check(changes)).not.toThrow();
  });

  it.each<[string, Claims, string]>([
    ["another issuer", { iss: "https://evil.example/" }, "issuer"],
    ["an issuer without its slash", { iss: "https://tenant.eu.auth0.com" }, "issuer"],
    ["an issuer in an array", { iss: [good.iss] }, "issuer"],
    ["no issuer", { iss: undefined }, "issuer"],
    ["another audience", { aud: "https://elsewhere" }, "audience"],
    ["a part of an audience", { aud: "https://ap" }, "audience"],
    ["no audience of several", { aud: ["https://elsewhere", 7, null, ["https://api"]] }, "audience"],
    ["an empty audience list", { aud: [], client_id: "https://api" }, "audience"],
    ["aud null, though client_id fits", { aud: null, client_id: "https://api" }, "audience"],
    ["a wrong aud, though client_id fits", { aud: "https://elsewhere", client_id: "https://api" }, "audience"],
    ["neither aud nor client_id", { aud: undefined }, "audience"],
    ["client_ids in an array", { aud: undefined, client_id: ["https://api"] }, "audience"],
    ["an expiry of now", { exp: nowSeconds }, "expired"],
    ["an expiry below zero", { exp: -1 }, "expired"],
    ["an expiry as text", { exp: String(nowSeconds + 60) }, "expired"],
    ["an endless expiry", { exp: JSON.parse("1e999") }, "expired"],
    ["an expiry after the end of all calendars", { exp: 1e300 }, "expired"],
    ["an expiry of null", { exp: null }, "expired"],
    ["no expiry", { exp: undefined }, "expiry_missing"],
    ["a beginning in the future", { nbf: nowSeconds + 1 }, "not_yet_valid"],
    ["a beginning as text", { nbf: "0" }, "not_yet_valid"],
    ["a birth in the future", { iat: nowSeconds + 1 }, "issued_later"],
    ["a birth of null", { iat: null }, "issued_later"],
  ])("fail with %s", (_, changes, code) => {
    expect(() => check(changes)).toThrow(expect.objectContaining({ name: "InvalidToken", code }));
  });
});

describe("scopes", () => {
  it.each<[Claims, string[]]>([
    [{ scope: "openid create:wishes" }, ["openid", "create:wishes"]],
    [{ scope: "  a   b " }, ["a", "b"]],
    [{ scope: ["a", 1, "b"] }, ["a", "b"]],
    [{ scp: ["a", "b"] }, ["a", "b"]],
    [{ scp: "a b" }, ["a", "b"]],
    [{ scope: "a", scp: "b" }, ["a"]],
    [{ scope: 1 }, []],
    [{ permissions: ["a"] }, []],
    [{}, []],
  ])("of %j are %j", (claims, scopes) => {
    expect(scopesOf(claims)).toEqual(scopes);
  });
});

describe("claims in the event", () => {
  it("are all text", () => {
    expect(
      renderClaims({
        iss: "https://tenant/",
        exp: 1604085585,
        ratio: 1.5,
        email_verified: true,
        aud: ["https://some.app", "https://tenant.eu.auth0.com/userinfo"],
        permissions: [],
        mixed: ["a", 1, false],
        nothing: null,
        address: { country: "DE", lines: ["x"] },
      }),
    ).toEqual({
      iss: "https://tenant/",
      exp: "1604085585",
      ratio: "1.5",
      email_verified: "true",
      aud: "[https://some.app https://tenant.eu.auth0.com/userinfo]",
      permissions: "[]",
      mixed: "[a 1 false]",
      address: '{"country":"DE","lines":["x"]}',
    });
  });

  it("come sorted by name", () => {
    expect(Object.keys(renderClaims({ sub: "s", aud: "a", iss: "i" }))).toEqual(["aud", "iss", "sub"]);
  });

  it("may have any name", () => {
    expect(JSON.stringify(renderClaims(JSON.parse('{"__proto__":"x","constructor":1}')))).toBe(
      '{"__proto__":"x","constructor":"1"}',
    );
  });
});
