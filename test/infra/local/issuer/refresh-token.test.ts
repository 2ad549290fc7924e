import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";

import type { Issuer } from "../../../../infra/local/issuer/issuer.ts";
import { createClient, startTestIssuer } from "./client.ts";

let dataFolder: string;
let issuer: Issuer;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  // On disk, where two requests really overlap.
  dataFolder = await mkdtemp(join(tmpdir(), "wish-issuer-"));
  issuer = await startTestIssuer({ dataFolder });
  client = createClient(issuer.issuerUrl);
});
afterAll(async () => {
  await issuer.close();
  await rm(dataFolder, { recursive: true });
});
afterEach(() => vi.useRealTimers());

it("rotates with each use and keeps person and scopes", async () => {
  const tokens = await client.signIn("Ada");
  const { body } = await client.refresh(tokens.refresh_token);

  expect(body["refresh_token"]).not.toBe(tokens.refresh_token);
  expect(body["scope"]).toBe(tokens.scope);
  const { sub, aud, scope, azp } = decodeJwt(tokens.access_token);
  expect(decodeJwt(body["access_token"]!)).toMatchObject({ sub, aud, scope, azp });
  expect(decodeJwt(body["id_token"]!)).toMatchObject({ name: "Ada" });
});

it("narrows the access token to the scopes asked for", async () => {
  const { refresh_token: refreshToken } = await client.signIn("Ada");
  const { body } = await client.refresh(refreshToken, { scope: "openid" });

  expect(decodeJwt(body["access_token"]!)["scope"]).toBe("openid");
});

it("takes a second use for theft and ends the whole family", async () => {
  const first = (await client.signIn("Ada")).refresh_token;
  const second = (await client.refresh(first)).body["refresh_token"]!;

  expect((await client.refresh(first)).body["error"]).toBe("invalid_grant");
  expect((await client.refresh(second)).body["error"]).toBe("invalid_grant");
});

it("leaves the family of another sign-in alone", async () => {
  const [stolen, other] = [await client.signIn("Ada"), await client.signIn("Ada")];
  await client.refresh(stolen.refresh_token);
  await client.refresh(stolen.refresh_token);

  expect((await client.refresh(other.refresh_token)).status).toBe(200);
});

it("finds out a token that is used several times at once", async () => {
  const { refresh_token: refreshToken } = await client.signIn("Ada");
  const answers = await Promise.all(Array.from({ length: 5 }, () => client.refresh(refreshToken)));
  const winners = answers.filter(({ status }) => status === 200);

  expect(winners).toHaveLength(1);
  expect((await client.refresh(winners[0]!.body["refresh_token"]!)).body["error"]).toBe("invalid_grant");
});

it("ends 30 days after the sign-in, however often it was rotated", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const start = Date.now();
  let { refresh_token: refreshToken } = await client.signIn("Ada");
  vi.setSystemTime(start + 29 * 86_400_000);
  const { status, body } = await client.refresh(refreshToken);
  expect(status).toBe(200);
  refreshToken = body["refresh_token"]!;
  vi.setSystemTime(start + 30 * 86_400_000 + 1000);

  expect((await client.refresh(refreshToken)).body["error"]).toBe("invalid_grant");
});

it("is revoked with its family, and revoking it again or an unknown one is no error", async () => {
  const first = (await client.signIn("Ada")).refresh_token;
  const second = (await client.refresh(first)).body["refresh_token"]!;

  expect((await client.revoke(second)).status).toBe(200);
  expect((await client.refresh(second)).body["error"]).toBe("invalid_grant");
  expect((await client.revoke(second)).status).toBe(200);
  expect((await client.revoke("unknown")).status).toBe(200);
});
