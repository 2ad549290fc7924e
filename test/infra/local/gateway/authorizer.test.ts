import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { discoveryPath, jwksPath, startTestIssuer, type TestIssuer } from "../../../support/issuer.ts";
import { jwtAuthorizer, route, startGateway } from "./start-gateway.ts";

const unauthorized = '{"message":"Unauthorized"}';
const forbidden = '{"message":"Forbidden"}';
const hourAgo = Math.floor(Date.now() / 1000) - 3600;

let issuer: TestIssuer;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  issuer = await startTestIssuer();
});

afterAll(() => issuer.close());

beforeEach(async () => {
  gateway = await startGateway({
    routes: [
      route("GET /open"),
      route("POST /any", { authorizer: jwtAuthorizer(issuer.issuer) }),
      route("POST /scoped", { authorizer: jwtAuthorizer(issuer.issuer, { scopes: ["create:wishes", "admin"] }) }),
      route("POST /query", {
        authorizer: jwtAuthorizer(issuer.issuer, { identitySources: ["$request.querystring.token"] }),
      }),
    ],
  });
});

afterEach(() => gateway.close());

const post = (path: string, authorization?: string | string[]) =>
  gateway.send(`POST ${path}`, authorization === undefined ? {} : { headers: { authorization } });

const jwt = () => gateway.events[0]?.requestContext.authorizer.jwt;

const challengeOf = (description: string, scope = "") =>
  `Bearer scope="${scope}" error="invalid_token" error_description="${description}"`;

describe("captured answers", () => {
  it("asks for a token with nothing but the scheme", async () => {
    const answer = await gateway.sendRaw("POST /any HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const [head, body] = answer.split("\r\n\r\n");
    expect(body).toBe(unauthorized);
    expect(head?.split("\r\n")).toEqual([
      "HTTP/1.1 401 Unauthorized",
      "www-authenticate: Bearer",
      "content-length: 26",
      expect.stringMatching(/^apigw-requestid: [\w-]{15}=$/u),
      expect.stringMatching(/^Date: /u),
      "Connection: close",
    ]);
    expect(gateway.entries[0]?.authorizerError).toBe("missing: token not provided");
  });

  it.each<[string, string, () => string, string, string]>([
    ["what is no token", "/any", () => "not-a-token", "token contains an invalid number of segments", ""],
    [
      "a wrong audience",
      "/any",
      () => issuer.mint({ aud: "https://other" }),
      "the token does not have a valid audience",
      "",
    ],
    [
      "an expired token on a route with scopes",
      "/scoped",
      () => issuer.mint({ exp: hourAgo, scope: "admin" }),
      "the token has expired",
      "create:wishes admin",
    ],
    ["another issuer", "/any", () => issuer.mint({ iss: "https://evil.example/" }), "issuer does not match", ""],
  ])("say what is wrong with %s", async (_, path, token, description, scope) => {
    const answer = await post(path, `Bearer ${token()}`);
    expect(answer).toMatchObject({ status: 401, body: unauthorized });
    expect(answer.headers["www-authenticate"]).toBe(challengeOf(description, scope));
    expect(answer.headers).toMatchObject({ "content-length": "26", connection: "close" });
    expect(answer.headers).not.toHaveProperty("content-type");
    expect(gateway.entries[0]).toMatchObject({ status: 401, authorizerError: `invalid_token: ${description}` });
    expect(gateway.events).toEqual([]);
  });

  it.each([
    [discoveryPath, "OIDC discovery endpoint communication error"],
    [jwksPath, "JWKS communication error"],
  ])("name the side of the issuer that is down: %s", async (path, description) => {
    issuer.answers.set(path, (response) => response.writeHead(503).end());
    const answer = await post("/any", `Bearer ${issuer.mint()}`);
    issuer.answers.clear();
    expect(answer).toMatchObject({ status: 401, headers: { "www-authenticate": challengeOf(description) } });
    expect(gateway.entries[0]?.authorizerError).toBe(`invalid_token: ${description}`);
  });

  it("forbid a token with none of the route's scopes", async () => {
    for (const claims of [{}, { scope: "openid create:wishes2" }, { permissions: ["create:wishes"] }]) {
      expect(await post("/scoped", `Bearer ${issuer.mint(claims)}`)).toMatchObject({ status: 403, body: forbidden });
    }
    expect(gateway.events).toEqual([]);
  });
});

describe("what the function learns", () => {
  it("are the claims as text", async () => {
    const claims = { iat: hourAgo, exp: hourAgo + 7200, aud: ["https://auth0-jwt-authorizer", "https://x"], azp: null };
    await post("/any", `Bearer ${issuer.mint({ ...claims, permissions: ["a", "b"] })}`);
    expect(jwt()?.claims).toEqual({
      aud: "[https://auth0-jwt-authorizer https://x]",
      exp: String(hourAgo + 7200),
      iat: String(hourAgo),
      iss: issuer.issuer,
      permissions: "[a b]",
      sub: "auth0|tester",
    });
  });

  it("are no scopes where the route asks for none, whatever the token holds", async () => {
    await post("/any", `Bearer ${issuer.mint({ scope: "openid create:wishes" })}`);
    expect(jwt()?.scopes).toBeNull();
  });

  it("are all scopes of the token where the route asks for one", async () => {
    await post("/scoped", `Bearer ${issuer.mint({ scope: "openid create:wishes" })}`);
    expect(jwt()?.scopes).toEqual(["openid", "create:wishes"]);
  });

  it("is nothing on an open route, even from a good token", async () => {
    await gateway.send("GET /open", { headers: { authorization: `Bearer ${issuer.mint()}` } });
    expect(gateway.events[0]?.requestContext).not.toHaveProperty("authorizer");
  });
});

describe("a token passes", () => {
  it.each<[string, () => string]>([
    ["with the scheme", () => `Bearer ${issuer.mint()}`],
    ["without the scheme", () => issuer.mint()],
    ["of any typ", () => `Bearer ${issuer.mint({}, { typ: "at+jwt" })}`],
    ["of 9 KB", () => `Bearer ${issuer.mint({ filler: "x".repeat(6000) })}`],
  ])("%s", async (_, authorization) => {
    expect((await post("/any", authorization())).status).toBe(200);
  });

  it("in the query string, where that is the identity source", async () => {
    expect((await post(`/query?token=${issuer.mint()}`)).status).toBe(200);
    expect((await post("/query", `Bearer ${issuer.mint()}`)).status).toBe(401);
    expect((await post(`/query?token=${issuer.mint()}&token=${issuer.mint()}`)).status).toBe(401);
    expect(JSON.stringify(gateway.entries)).not.toContain("eyJ");
  });
});

it("gives up on a client that leaves while the issuer is asked", async () => {
  let answerKeys: (() => void) | undefined;
  issuer.answers.set(jwksPath, (response) => {
    answerKeys = () => response.end(JSON.stringify({ keys: issuer.keys }));
  });
  const socket = connect(gateway.port, "127.0.0.1");
  socket.write(`POST /any HTTP/1.1\r\nHost: a\r\nAuthorization: ${issuer.mint()}\r\nContent-Length: 2\r\n\r\n{`);
  await vi.waitFor(() => expect(answerKeys).toBeDefined());
  socket.destroy();
  await vi.waitFor(async () => expect(await openConnections()).toBe(0));
  answerKeys?.();
  issuer.answers.clear();
  await vi.waitFor(() => expect(gateway.entries).toHaveLength(1));
  expect(gateway.events).toEqual([]);
});

function openConnections(): Promise<number> {
  return new Promise((resolve, reject) => {
    gateway.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
