import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { wishesPath } from "../../../service/contract.ts";
import { allScopes, createClient, type Tokens } from "../../infra/local/issuer/client.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { startMintingIssuer, testAudience } from "../../support/minting-issuer.ts";

async function addStatus({ apiUrl }: TestStack, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(apiUrl + wishesPath, { method: "POST", headers, body: '{"name":"Kite"}' });
  return response.status;
}

describe("of the tokens that a sign-in gives out", () => {
  let stack: TestStack;
  let client: ReturnType<typeof createClient>;
  let tokens: Tokens;

  beforeAll(async () => {
    stack = await startTestStack();
    client = createClient(stack.issuerUrl);
    tokens = await client.signIn();
  });
  afterAll(() => stack.close());

  it("the access token adds", async () => {
    expect(await addStatus(stack, tokens.access_token)).toBe(201);
  });

  it("the id token does not", async () => {
    expect(await addStatus(stack, tokens.id_token)).toBe(401);
  });

  it("the refresh token does not", async () => {
    expect(await addStatus(stack, tokens.refresh_token)).toBe(401);
  });

  it("an access token without the scope does not", async () => {
    const { access_token: token } = await client.signIn("Ada", { scope: allScopes.replace(" create:wishes", "") });
    expect(await addStatus(stack, token)).toBe(403);
  });

  it("an access token that was refreshed to less does not", async () => {
    const { body } = await client.refresh(tokens.refresh_token, { scope: "openid offline_access" });
    expect(await addStatus(stack, body["access_token"] ?? "")).toBe(403);
  });

  it("an access token that no audience was asked for does not", async () => {
    const { access_token: token } = await client.signIn("Ada", { audience: "" });
    expect(await addStatus(stack, token)).toBe(401);
  });
});

describe("where adding asks for no scope", () => {
  it("an id token whose audience is the API adds, as the developer guide warns (http-api-jwt-authorizer)", async () => {
    const issuer = await startMintingIssuer();
    const tenant = { issuer: issuer.issuer, clientId: "wish-cli", audience: testAudience };
    const stack = await startTestStack({ tenant, requireScopes: false });
    expect(await addStatus(stack, issuer.mint({ nonce: "n", name: "Ada" }))).toBe(201);
    expect(await addStatus(stack, issuer.mint({ nonce: "n", name: "Ada", aud: "wish-cli" }))).toBe(401);
    await stack.close();
    await issuer.close();
  });
});
