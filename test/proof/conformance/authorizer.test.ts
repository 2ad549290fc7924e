import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished } from "vitest";

import { jwtAuthorizer, route } from "../../infra/local/gateway/start-gateway.ts";
import {
  discoveryPath,
  jwksPath,
  startMintingIssuer,
  testAudience,
  type MintingIssuer,
} from "../../support/minting-issuer.ts";
import { behaves, lacks, serve } from "./behaviour.ts";
import { captures, documents } from "./sources.ts";

const unauthorized = '{"message":"Unauthorized"}';
const nowSeconds = Math.floor(Date.now() / 1000);
const hourSeconds = 3600;
const hourMilliseconds = hourSeconds * 1000;

let issuer: MintingIssuer;

beforeAll(async () => {
  issuer = await startMintingIssuer();
});
afterEach(() => issuer.answers.clear());
afterAll(() => issuer.close());

/** Sends one request through an authorizer of its own, which has fetched no key yet. */
async function ask(authorization: string | undefined, scopes: string[] = []) {
  const gateway = await serve({ routes: [route("POST /x", { authorizer: jwtAuthorizer(issuer.issuer, { scopes }) })] });
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await gateway.send("POST /x", { headers });
  return { ...answer, entry: gateway.entries[0], event: gateway.events[0] };
}

const bearer = (claims?: Record<string, unknown>, header?: Record<string, unknown>) =>
  `Bearer ${issuer.mint(claims, header)}`;

const challenge = (description: string, scope = "") =>
  `Bearer scope="${scope}" error="invalid_token" error_description="${description}"`;

describe("a request that is refused", () => {
  behaves(captures.unauthorized, "without a token: 401, the bare scheme, a request id", async () => {
    expect(await ask(undefined)).toMatchObject({
      status: 401,
      body: unauthorized,
      headers: { "www-authenticate": "Bearer", "apigw-requestid": expect.stringMatching(/^[\w-]{15}=$/u) },
    });
  });

  behaves(captures.unauthorized, "with what is no token: 401, the parameters of the challenge, its words", async () => {
    expect(await ask("Bearer not-a-token")).toMatchObject({
      status: 401,
      body: unauthorized,
      headers: { "www-authenticate": challenge("token contains an invalid number of segments") },
    });
  });

  behaves(documents.jwtTroubleshooting, "with a wrong audience: 401, these headers and no content type", async () => {
    const { status, body, headers } = await ask(bearer({ aud: "https://other" }));
    expect({ status, body }).toEqual({ status: 401, body: unauthorized });
    expect(headers).toEqual({
      date: expect.any(String),
      "content-length": "26",
      connection: "close",
      "www-authenticate": challenge("the token does not have a valid audience"),
      "apigw-requestid": expect.any(String),
    });
  });

  behaves(captures.expired, "with an expired token: 401, and the challenge names the scopes of the route", async () => {
    const answer = await ask(bearer({ exp: nowSeconds - hourSeconds, scope: "admin" }), ["create:wishes", "admin"]);
    expect(answer.status).toBe(401);
    expect(answer.headers).not.toHaveProperty("content-type");
    expect(answer.headers["www-authenticate"]).toBe(challenge("the token has expired", "create:wishes admin"));
  });

  behaves(captures.issuerDown, "while the discovery document is out of reach: 401, in these words", async () => {
    issuer.answers.set(discoveryPath, (response) => response.writeHead(503).end());
    const { status, headers, entry } = await ask(bearer());
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe(challenge("OIDC discovery endpoint communication error"));
    expect(entry?.authorizerError).toBe("invalid_token: OIDC discovery endpoint communication error");
  });

  behaves(captures.issuerDown, "while the keys are out of reach: 401, in these words", async () => {
    issuer.answers.set(jwksPath, (response) => response.writeHead(503).end());
    const { status, headers, entry } = await ask(bearer());
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe(challenge("JWKS communication error"));
    expect(entry?.authorizerError).toBe("invalid_token: JWKS communication error");
  });

  for (const [which, claims] of [
    ["without any scope", {}],
    ["with other scopes", { scope: "something.else" }],
  ] as const) {
    behaves(captures.claims, `${which} on a route that asks for one: 403`, async () => {
      expect(await ask(bearer(claims), ["read", "admin/other"])).toMatchObject({
        status: 403,
        body: '{"message":"Forbidden"}',
      });
    });
  }

  lacks(
    captures.invalidIssuer,
    "CreateAuthorizer refuses an issuer without a discovery document",
    "nothing is created here; `npm run smoke` and the settings check the issuer before a deployment",
  );
});

describe("the identity source", () => {
  behaves(documents.jwtAuthorizer, "may hold the token behind Bearer", async () => {
    expect((await ask(bearer())).status).toBe(200);
  });

  behaves(documents.jwtAuthorizer, "may hold the token alone", async () => {
    expect((await ask(issuer.mint())).status).toBe(200);
  });
});

describe("the signature", () => {
  behaves(documents.jwtAuthorizer, "is checked with the key at the jwks_uri of the discovery document", async () => {
    const moved = await startMintingIssuer();
    onTestFinished(() => moved.close());
    const jwks = JSON.stringify({ keys: issuer.keys });
    moved.answers.set("/elsewhere", (response) => response.end(jwks));
    const discovery = JSON.stringify({ issuer: moved.issuer, jwks_uri: `${moved.issuer}elsewhere` });
    moved.answers.set(discoveryPath, (response) => response.end(discovery));
    const gateway = await serve({ routes: [route("POST /x", { authorizer: jwtAuthorizer(moved.issuer) })] });
    const headers = { authorization: bearer({ iss: moved.issuer }) };
    expect((await gateway.send("POST /x", { headers })).status).toBe(200);
    expect(moved.requests).toEqual([discoveryPath, "/elsewhere"]);
  });

  for (const alg of ["RS256", "RS384", "RS512"]) {
    behaves(documents.jwtAuthorizer, `may be ${alg}`, async () => {
      const any = await startMintingIssuer();
      onTestFinished(() => any.close());
      any.keys = any.keys.map(({ alg: _alg, ...key }) => key);
      const gateway = await serve({ routes: [route("POST /x", { authorizer: jwtAuthorizer(any.issuer) })] });
      const headers = { authorization: any.mint({}, { alg }) };
      expect((await gateway.send("POST /x", { headers })).status).toBe(200);
    });
  }

  behaves(documents.jwtAuthorizer, "may not be ES256, although the issuer publishes the key", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const key = { ...(await exportJWK(publicKey)), kid: "elliptic", alg: "ES256", use: "sig" };
    const before = issuer.keys;
    issuer.keys = [...before, key];
    onTestFinished(() => void (issuer.keys = before));
    const claims = { iss: issuer.issuer, aud: testAudience, exp: nowSeconds + hourSeconds };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "elliptic" }).sign(privateKey);
    expect((await ask(`Bearer ${token}`)).status).toBe(401);
  });

  behaves(documents.jwtAuthorizer, "is checked with a key that is kept for up to two hours", async () => {
    let now = Date.now();
    const authorizer = jwtAuthorizer(issuer.issuer);
    const gateway = await serve({ routes: [route("POST /x", { authorizer })], now: () => now });
    const headers = { authorization: bearer({ exp: nowSeconds + 10 * hourSeconds }) };
    const statuses: number[] = [];
    for (const hours of [0, 1.99, 0.02]) {
      now += hours * hourMilliseconds;
      statuses.push((await gateway.send("POST /x", { headers })).status);
      issuer.answers.set(jwksPath, (response) => response.writeHead(503).end());
    }
    expect(statuses).toEqual([200, 200, 401]);
  });
});

describe("the claims that are checked", () => {
  for (const [what, claims, header, status] of [
    ["kid must name a key of the issuer", {}, { kid: "another" }, 401],
    ["iss must be the issuer", { iss: "https://evil.example/" }, {}, 401],
    ["aud may be one of several audiences", { aud: ["https://other", testAudience] }, {}, 200],
    ["aud in an array must hold one of the audiences", { aud: ["https://other"] }, {}, 401],
    ["client_id stands in where there is no aud", { aud: undefined, client_id: testAudience }, {}, 200],
    ["client_id must be one of the audiences then", { aud: undefined, client_id: "other" }, {}, 401],
    ["client_id does not count beside aud", { aud: "https://other", client_id: testAudience }, {}, 401],
    ["exp must lie after now", { exp: nowSeconds - 1 }, {}, 401],
    ["nbf must lie before now", { nbf: nowSeconds + hourSeconds }, {}, 401],
    ["nbf in the past passes", { nbf: nowSeconds - 1 }, {}, 200],
    ["iat must lie before now", { iat: nowSeconds + hourSeconds }, {}, 401],
  ] as const) {
    behaves(documents.jwtAuthorizer, what, async () => {
      expect((await ask(bearer(claims, header))).status).toBe(status);
    });
  }

  behaves(documents.jwtAuthorizer, "one of the scopes of the route is enough, in scope", async () => {
    expect((await ask(bearer({ scope: "openid admin" }), ["create:wishes", "admin"])).status).toBe(200);
  });

  behaves(documents.jwtAuthorizer, "one of the scopes of the route is enough, in scp", async () => {
    expect((await ask(bearer({ scp: ["openid", "admin"] }), ["create:wishes", "admin"])).status).toBe(200);
  });

  behaves(documents.jwtAuthorizer, "nothing tells an id token from an access token, if its audience fits", async () => {
    expect((await ask(bearer({ nonce: "n", name: "Ada", email: "ada@example.org" }))).status).toBe(200);
  });
});

async function claimsOf(claims: Record<string, unknown>) {
  return (await ask(bearer(claims))).event?.requestContext.authorizer.jwt.claims;
}

describe("the limits towards the issuer", () => {
  for (const [what, path] of [
    ["discovery", discoveryPath],
    ["the keys", jwksPath],
  ] as const) {
    behaves(documents.quotas, `${what} may take 1,500 ms`, async () => {
      issuer.answers.set(path, () => {});
      const startMilliseconds = performance.now();
      expect((await ask(bearer())).status).toBe(401);
      expect(performance.now() - startMilliseconds).toBeGreaterThan(1450);
      expect(performance.now() - startMilliseconds).toBeLessThan(3000);
    });
  }

  for (const [bytes, status] of [
    [150_000, 200],
    [150_001, 401],
  ] as const) {
    behaves(documents.quotas, `keys of ${bytes.toLocaleString("en")} bytes are answered ${status}`, async () => {
      issuer.answers.set(jwksPath, (response) => response.end(JSON.stringify({ keys: issuer.keys }).padEnd(bytes)));
      expect((await ask(bearer())).status).toBe(status);
    });
  }
});

describe("what the function learns of the caller", () => {
  for (const [what, value, text] of [
    ["text as it is", "user-123", "user-123"],
    ["a number as text", 9999999999, "9999999999"],
    ["a boolean as text", true, "true"],
    ["an array in brackets, with spaces", ["admin", "poweruser"], "[admin poweruser]"],
    ["null not at all", null, undefined],
    ["an object as JSON text", { country: "JP" }, '{"country":"JP"}'],
  ] as const) {
    behaves(captures.claims, `a claim: ${what}`, async () => {
      expect((await claimsOf({ some: value }))?.["some"]).toBe(text);
    });
  }

  behaves(captures.scopesNull, "the claims sorted by name", async () => {
    const names = Object.keys((await claimsOf({ zebra: 1, auth_time: 2, scope: "a" })) ?? {});
    expect(names).toEqual(["aud", "auth_time", "exp", "iat", "iss", "scope", "sub", "zebra"]);
  });

  behaves(captures.scopesNull, "scopes: null on a route that asks for none, whatever the token holds", async () => {
    const { event } = await ask(bearer({ scope: "read write" }));
    expect(event?.requestContext.authorizer.jwt).toMatchObject({ claims: { scope: "read write" }, scopes: null });
  });

  behaves(captures.claims, "scopes: all of the token, not only those of the route", async () => {
    const { event } = await ask(bearer({ scope: "read write" }), ["read", "admin/other"]);
    expect(event?.requestContext.authorizer.jwt.scopes).toEqual(["read", "write"]);
  });

  behaves(documents.lambdaIntegration, "nothing on an open route, even from a good token", async () => {
    const gateway = await serve({ routes: [route("GET /open")] });
    await gateway.send("GET /open", { headers: { authorization: bearer() } });
    expect(gateway.events[0]?.requestContext).not.toHaveProperty("authorizer");
  });
});

behaves(documents.jwtTroubleshooting, "a request id names the same request to client and function", async () => {
  const { headers, event } = await ask(bearer());
  expect(headers["apigw-requestid"]).toBe(event?.requestContext.requestId);
});
