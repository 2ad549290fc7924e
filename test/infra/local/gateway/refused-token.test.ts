import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import { startMintingIssuer, type MintingIssuer } from "../../../support/minting-issuer.ts";
import { jwtAuthorizer, route, startGateway } from "./start-gateway.ts";

const hourMilliseconds = 3600 * 1000;
const nextHour = Math.floor((Date.now() + hourMilliseconds) / 1000);

let issuer: MintingIssuer;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  issuer = await startMintingIssuer();
});

afterAll(() => issuer.close());

beforeEach(async () => {
  gateway = await startGateway({ routes: [route("POST /x", { authorizer: jwtAuthorizer(issuer.issuer) })] });
});

afterEach(() => gateway.close());

const mint: MintingIssuer["mint"] = (claims, header) => issuer.mint(claims, header);
const partsOf = (token: string) => token.split(".") as [string, string, string];
const withHeader = (header: string | Buffer) =>
  [Buffer.from(header).toString("base64url"), ...partsOf(mint()).slice(1)].join(".");

const withClaims = (claims: Record<string, unknown>) => {
  const [header, , signature] = partsOf(mint());
  return [header, partsOf(mint(claims))[1], signature].join(".");
};

const segments = "token contains an invalid number of segments";
const encoding = "the token is not base64url-encoded JSON";
const algorithm = "the token is not signed with RS256, RS384 or RS512";
const headerParameter = "the token uses a header parameter that is not supported";
const noKeyId = "the token does not name its key";
const unknownKey = "the issuer has no such key";
const signature = "the token signature does not match";

it.each<[string, () => string, string]>([
  ["that is a dot too short", () => mint().split(".", 2).join("."), segments],
  ["that is a dot too long", () => `${mint()}.x`, segments],
  ["that is encrypted", () => "a.b.c.d.e", segments],
  ["that is blank", () => "   ", segments],
  ["twice in one header", () => `${mint()}, Bearer ${mint()}`, segments],
  ["that is only dots", () => "..", encoding],
  ["with padding", () => `${mint()}==`, encoding],
  ["in plain base64", () => mint({ sub: "?????" }).replace(/[-_]/u, (c) => (c === "-" ? "+" : "/")), encoding],
  ["with stray bits at its end", () => mint().replace(/.$/u, "B"), encoding],
  ["with a word behind", () => `${mint()} x`, encoding],
  ["with two spaces before", () => ` ${mint()}`, encoding],
  ["whose header is no JSON", () => withHeader("{alg:RS256}"), encoding],
  ["whose header is a list", () => withHeader('["RS256"]'), encoding],
  ["whose header is null", () => withHeader("null"), encoding],
  ["whose header is not UTF-8", () => withHeader(Buffer.from([0x7b, 0xff, 0x7d])), encoding],
  ["with alg none", () => mint({}, { alg: "none" }), algorithm],
  ["with alg none and a signature", () => withHeader('{"alg":"none","kid":"key-1"}'), algorithm],
  ["with alg in other letters", () => mint({}, { alg: "rs256" }), algorithm],
  ["signed with the public key as a secret", () => mint({}, { alg: "HS256" }), algorithm],
  ["signed with PS256", () => mint({}, { alg: "PS256" }), algorithm],
  ["that claims ES256", () => mint({}, { alg: "ES256" }), algorithm],
  ["with an alg that every object knows", () => mint({}, { alg: "constructor" }), algorithm],
  ["with alg in a list", () => mint({}, { alg: ["RS256"] }), algorithm],
  ["without alg", () => mint({}, { alg: undefined }), algorithm],
  ["with crit", () => mint({}, { crit: ["exp"] }), headerParameter],
  ["with an empty crit", () => mint({}, { crit: [] }), headerParameter],
  ["with b64", () => mint({}, { b64: false }), headerParameter],
  ["without kid", () => mint({}, { kid: undefined }), noKeyId],
  ["with an empty kid", () => mint({}, { kid: "" }), noKeyId],
  ["with a numeric kid", () => mint({}, { kid: 1 }), noKeyId],
  ["with an unknown kid", () => mint({}, { kid: "../../etc/passwd" }), unknownKey],
  ["with a key of its own", () => mint({}, { kid: "mine", jwk: issuer.keys[0], jku: issuer.issuer }), unknownKey],
  ["with an alg that is not its key's", () => mint({}, { alg: "RS512" }), unknownKey],
  ["with a claim changed", () => withClaims({ sub: "auth0|someone-else" }), signature],
  ["with its signature cut", () => mint().slice(0, -2), signature],
  ["with an empty signature", () => `${partsOf(mint()).slice(0, 2).join(".")}.`, signature],
  ["without exp", () => mint({ exp: undefined }), "the token does not say when it expires"],
  ["with exp as text", () => mint({ exp: "99999999999" }), "the token has expired"],
  ["that is not valid yet", () => mint({ nbf: nextHour }), "the token is not valid yet"],
  ["of a later time", () => mint({ iat: nextHour }), "the token was issued in the future"],
])("refuses a token %s", async (_, token, description) => {
  const answer = await gateway.send("POST /x", { headers: { authorization: `Bearer ${token()}` } });
  expect(answer).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
  expect(answer.headers["www-authenticate"]).toBe(
    `Bearer scope="" error="invalid_token" error_description="${description}"`,
  );
  expect(gateway.events).toEqual([]);
});

it.each(["bearer", "BEARER", "Basic", "Bearer\t"])("refuses a good token with the scheme %j", async (scheme) => {
  const answer = await gateway.send("POST /x", { headers: { authorization: `${scheme} ${mint()}` } });
  expect(answer.status).toBe(401);
});

it("refuses a good token next to a second Authorization header, whatever that says", async () => {
  const authorization = `Authorization: Bearer ${mint()}`;
  for (const second of [authorization, "Authorization: x", "Authorization: "]) {
    const head = ["POST /x HTTP/1.1", "Host: localhost", authorization, second, "Connection: close"];
    expect(await gateway.sendRaw(`${head.join("\r\n")}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /u);
  }
});
