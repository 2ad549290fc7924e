import { connect } from "node:net";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { jwksPath, startMintingIssuer, type MintingIssuer } from "../../../support/minting-issuer.ts";
import { jwtAuthorizer, route, startGateway } from "./start-gateway.ts";

let issuer: MintingIssuer;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  issuer = await startMintingIssuer();
});

afterAll(() => issuer.close());

beforeEach(async () => {
  gateway = await startGateway({
    routes: [
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

it("asks for a token with nothing but the scheme", async () => {
  const answer = await gateway.sendRaw("POST /any HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const [head, body] = answer.split("\r\n\r\n");
  expect(body).toBe('{"message":"Unauthorized"}');
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

it("forbids a token whose permissions name the scope, and whose scope only begins with it", async () => {
  for (const claims of [{ scope: "openid create:wishes2" }, { permissions: ["create:wishes"] }]) {
    expect((await post("/scoped", `Bearer ${issuer.mint(claims)}`)).status).toBe(403);
  }
  expect(gateway.events).toEqual([]);
});

describe("a token passes", () => {
  it.each<[string, () => string]>([
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
  socket.write(
    `POST /any HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${issuer.mint()}\r\nContent-Length: 2\r\n\r\n{`,
  );
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
