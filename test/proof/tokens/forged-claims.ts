import { testAudience } from "../../support/minting-issuer.ts";

export type Claims = Record<string, unknown>;

/** What a claim may not be, by a name for it. The issuer itself signs them all, so that only the claim is wrong. */
export function forgedClaims(issuer: string, nowSeconds: number): [name: string, claims: Claims][] {
  const bare = issuer.slice(0, -1);
  const later = nowSeconds + 3600;
  const notIssuers: unknown[] = [
    bare,
    `${issuer}/`,
    ` ${issuer}`,
    `${issuer} `,
    issuer.toUpperCase(),
    issuer.replace("http:", "https:"),
    issuer.replace("127.0.0.1", "localhost"),
    issuer.replace("//", "//user@"),
    `${issuer}?a=1`,
    `${issuer}#a`,
    `${issuer}\n`,
    "https://evil.example/",
    `https://evil.example/${issuer}`,
    issuer.slice(0, -2),
    [issuer],
    { 0: issuer },
    null,
    "",
    undefined,
  ];
  const notAudiences: unknown[] = [
    "https://another-api",
    testAudience.slice(0, -1),
    `${testAudience}x`,
    `${testAudience}/`,
    `x${testAudience}`,
    testAudience.toUpperCase(),
    testAudience.replace("https", "HTTPS"),
    ` ${testAudience}`,
    `${testAudience} https://another-api`,
    `${testAudience},https://another-api`,
    `[${testAudience}]`,
    [],
    ["https://another-api"],
    [[testAudience]],
    [{ aud: testAudience }],
    { 0: testAudience },
    { [testAudience]: true },
    true,
    1,
    null,
    "",
  ];
  const notEnds: unknown[] = [
    undefined,
    null,
    0,
    -1,
    -later,
    nowSeconds - 1,
    nowSeconds - 3600,
    String(later),
    `${later}s`,
    new Date(later * 1000).toISOString(),
    [later],
    { value: later },
    true,
    "never",
    "Infinity",
    1e300,
    1e20,
    Number.MAX_SAFE_INTEGER,
  ];
  const notBeginnings: unknown[] = [later, nowSeconds + 60, String(nowSeconds - 60), null, true, [0], {}, 1e300, "now"];
  const notScopes: unknown[] = [
    undefined,
    null,
    "",
    "create:wishe",
    "create:wishess",
    "xcreate:wishes",
    "create:wishes:all",
    "create",
    "create:*",
    "*",
    "CREATE:WISHES",
    "create:wishes,openid",
    "create%3Awishes",
    "create:wishes\u0000",
    "create:wishes\n",
    "openid\tcreate:wishes",
    "openid profile",
    true,
    1,
    { scope: "create:wishes" },
    { "create:wishes": true },
    [["create:wishes"]],
    ["openid create:wishes"],
  ];
  const of = (claim: string, values: unknown[]) =>
    values.map((value): [string, Claims] => [`${claim} ${JSON.stringify(value) ?? "missing"}`, { [claim]: value }]);

  return [
    ...of("iss", notIssuers),
    ...of("aud", notAudiences),
    ["no aud, and another client_id", { aud: undefined, client_id: "another" }],
    ["no aud, and client_id in an array", { aud: undefined, client_id: [testAudience] }],
    ["no aud, and azp that would fit", { aud: undefined, azp: testAudience }],
    ["no aud and no client_id", { aud: undefined }],
    ["a wrong aud beside a client_id that would fit", { aud: "https://another-api", client_id: testAudience }],
    ["aud null beside a client_id that would fit", { aud: null, client_id: testAudience }],
    ["aud empty beside a client_id that would fit", { aud: [], client_id: testAudience }],
    ...of("exp", notEnds),
    ...of("nbf", notBeginnings),
    ...of("iat", notBeginnings),
    ...of("scope", notScopes),
    ["the scope only in permissions", { scope: undefined, permissions: ["create:wishes"] }],
    ["the scope only in scopes", { scope: undefined, scopes: ["create:wishes"] }],
    ["the scope only in roles", { scope: undefined, roles: ["create:wishes"] }],
    ["a prefix of the scope in scp", { scope: undefined, scp: ["create:wishe"] }],
    ["the scope in scp, overruled by another in scope", { scope: "openid", scp: ["create:wishes"] }],
    ["an id token, whose aud is the application", { aud: "wish-cli", nonce: "n", name: "Ada", scope: undefined }],
    ["an id token whose aud is the API, for want of a scope", { nonce: "n", name: "Ada", scope: undefined }],
    ["a token of another API of the same issuer", { aud: ["https://another-api", `${issuer}userinfo`] }],
  ];
}

/** Claims that change nothing about a good token. */
export function trueClaims(issuer: string, nowSeconds: number): [name: string, claims: Claims][] {
  return [
    ["as it is", {}],
    ["aud in an array", { aud: [testAudience] }],
    ["aud among others", { aud: ["https://another-api", testAudience, `${issuer}userinfo`] }],
    ["client_id in place of aud", { aud: undefined, client_id: testAudience }],
    ["the scope among others", { scope: "openid profile create:wishes offline_access" }],
    ["the scope among spaces", { scope: "  openid   create:wishes " }],
    ["the scope in scp, as text", { scope: undefined, scp: "openid create:wishes" }],
    ["the scope in scp, as an array", { scope: undefined, scp: ["openid", "create:wishes"] }],
    ["no iat", { iat: undefined }],
    ["nbf in the past", { nbf: nowSeconds - 3600 }],
    ["times with fractions", { iat: nowSeconds - 0.5, exp: nowSeconds + 3600.5 }],
    ["an end in a thousand years", { exp: nowSeconds + 31_556_952_000 }],
    ["claims that mean nothing here", { nonce: "n", amr: ["mfa"], address: { country: "DE" }, gty: null, "": 1 }],
    ["claims named like members of every object", JSON.parse('{"__proto__":"x","constructor":1,"toString":2}')],
  ];
}
