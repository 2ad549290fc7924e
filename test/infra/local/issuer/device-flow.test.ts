import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import * as openid from "openid-client";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import type { Issuer } from "../../../../infra/local/issuer/issuer.ts";
import { signInAsPerson } from "../../../../infra/local/issuer/person.ts";
import { allScopes, audience, clientId, createClient, startTestIssuer } from "./client.ts";

let issuer: Issuer;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  issuer = await startTestIssuer();
  client = createClient(issuer.issuerUrl);
});
afterAll(() => issuer.close());
afterEach(() => vi.useRealTimers());

/** Lets the clocks of issuer and test stand still until they are moved on. */
function stopClock(): { passSeconds(seconds: number): void } {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  return { passSeconds: (seconds) => vi.advanceTimersByTime(seconds * 1000) };
}

describe("the device flow", () => {
  it("signs a person in through openid-client, found by discovery", async () => {
    const config = await openid.discovery(new URL(issuer.issuerUrl), clientId, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const device = await openid.initiateDeviceAuthorization(config, { audience, scope: allScopes });
    await signInAsPerson({
      verificationUriComplete: device.verification_uri_complete!,
      userName: "Ada Lovelace",
      fetch,
    });

    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 0 });

    expect(tokens.claims()).toMatchObject({ name: "Ada Lovelace", nickname: "Ada Lovelace", aud: clientId });
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token!);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    await openid.tokenRevocation(config, refreshed.refresh_token!);
    await expect(openid.refreshTokenGrant(config, refreshed.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  it("publishes Auth0's addresses, and an issuer with a slash at its end", async () => {
    const discovery = await (await fetch(`${issuer.issuerUrl}.well-known/openid-configuration`)).json();

    expect(issuer.issuerUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
    expect(discovery).toMatchObject({
      issuer: issuer.issuerUrl,
      device_authorization_endpoint: `${issuer.issuerUrl}oauth/device/code`,
      token_endpoint: `${issuer.issuerUrl}oauth/token`,
      revocation_endpoint: `${issuer.issuerUrl}oauth/revoke`,
      userinfo_endpoint: `${issuer.issuerUrl}userinfo`,
      authorization_endpoint: `${issuer.issuerUrl}authorize`,
      jwks_uri: `${issuer.issuerUrl}.well-known/jwks.json`,
    });
  });

  it("answers a device request with interval, expiry and the complete address", async () => {
    const device = await client.askForCode();

    expect(device).toMatchObject({
      interval: 5,
      expires_in: 900,
      verification_uri: `${issuer.issuerUrl}activate`,
      verification_uri_complete: `${issuer.issuerUrl}activate?user_code=${device.user_code}`,
    });
    expect(device.user_code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/u);
  });

  it("goes by the audience where a resource is given as well", async () => {
    for (const resource of [audience, "https://elsewhere"]) {
      expect(await client.refuseCode({ audience: "https://elsewhere", resource, scope: "openid" })).toMatchObject({
        body: { error: "access_denied", error_description: "Service not found: https://elsewhere" },
      });
    }
    const { access_token: token } = await client.signIn("Ada", { resource: audience });
    expect(decodeJwt(token)).toMatchObject({ aud: [audience, `${issuer.issuerUrl}userinfo`] });
  });

  it("refuses an audience that it does not know", async () => {
    expect(await client.refuseCode({ audience: "https://elsewhere", scope: "openid" })).toEqual({
      status: 403,
      body: { error: "access_denied", error_description: "Service not found: https://elsewhere" },
    });
  });

  it("refuses an application that it does not know", async () => {
    const { body } = await client.refuseCode({ client_id: "someone-else", audience, scope: "openid" });

    expect(body).toMatchObject({ error: "invalid_client" });
  });
});

describe("polling", () => {
  it("says pending with 403, and slow_down with 429 before the interval is over", async () => {
    const clock = stopClock();
    const { device_code: deviceCode } = await client.askForCode();
    const poll = async () => {
      const { status, body } = await client.poll(deviceCode);
      return [status, body["error"]];
    };

    expect(await poll()).toEqual([403, "authorization_pending"]);
    clock.passSeconds(4);
    expect(await poll()).toEqual([429, "slow_down"]);
    clock.passSeconds(4);
    expect(await poll(), "the interval counts from the last answer").toEqual([429, "slow_down"]);
    clock.passSeconds(5);
    expect(await poll()).toEqual([403, "authorization_pending"]);
  });

  it("paces each code for itself", async () => {
    const [first, second] = [await client.askForCode(), await client.askForCode()];

    expect((await client.poll(first.device_code)).status).toBe(403);
    expect((await client.poll(second.device_code)).status).toBe(403);
  });

  it("tells a denial once", async () => {
    const device = await client.askForCode();
    await signInAsPerson({
      verificationUriComplete: device.verification_uri_complete,
      userName: "Ada",
      fetch,
      decision: "deny",
    });

    expect(await client.poll(device.device_code)).toMatchObject({ status: 403, body: { error: "access_denied" } });
    expect((await client.poll(device.device_code)).body["error"]).toBe("invalid_grant");
  });

  it("tells an expiry once", async () => {
    const clock = stopClock();
    const device = await client.askForCode();
    clock.passSeconds(899);
    expect((await client.poll(device.device_code)).body["error"]).toBe("authorization_pending");
    clock.passSeconds(1);

    expect(await client.poll(device.device_code)).toMatchObject({ status: 403, body: { error: "expired_token" } });
    expect((await client.poll(device.device_code)).body["error"]).toBe("invalid_grant");
  });

  it("gives tokens for a code once", async () => {
    const device = await client.askForCode();
    await signInAsPerson({ verificationUriComplete: device.verification_uri_complete, userName: "Ada", fetch });

    expect((await client.poll(device.device_code)).status).toBe(200);
    expect((await client.poll(device.device_code)).body["error"]).toBe("invalid_grant");
  });
});

describe("the access token", () => {
  it("has the header and the claims of Auth0's own profile, and no others", async () => {
    const tokens = await client.signIn("Ada Lovelace");
    const keys = createRemoteJWKSet(new URL(`${issuer.issuerUrl}.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys);

    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
    expect(payload).toEqual({
      iss: issuer.issuerUrl,
      sub: "auth0|local-Ada%20Lovelace",
      aud: [audience, `${issuer.issuerUrl}userinfo`],
      iat: expect.any(Number),
      exp: payload.iat! + 86_400,
      scope: allScopes,
      azp: clientId,
    });
    expect(tokens).toMatchObject({ scope: allScopes, expires_in: 86_400 });
  });

  it("leaves out scopes that the API does not know, and userinfo when openid was not asked for", async () => {
    const tokens = await client.signIn("Ada", { scope: "create:wishes delete:wishes" });

    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: audience, scope: "create:wishes" });
    expect(tokens).not.toHaveProperty("refresh_token");
    expect(tokens).not.toHaveProperty("id_token");
  });

  it("is opaque without an audience, and good for userinfo only", async () => {
    const tokens = await client.signIn("Ada", { audience: "", scope: "openid profile" });
    const { access_token: accessToken, id_token: idToken } = tokens;

    expect(accessToken).not.toContain(".");
    expect(decodeJwt(idToken)).toMatchObject({ name: "Ada" });
    expect(await (await client.userinfo(accessToken)).json()).toMatchObject({ name: "Ada" });
  });

  it("opens userinfo as far as its scopes go; an id token or a foreign one does not", async () => {
    const withProfile = await client.signIn("Ada");
    const withoutProfile = await client.signIn("Ada", { scope: "openid" });
    const tampered = `${withProfile.access_token.slice(0, -8)}AAAAAAAA`;

    expect(await (await client.userinfo(withProfile.access_token)).json()).toEqual({
      sub: "auth0|local-Ada",
      name: "Ada",
      nickname: "Ada",
    });
    expect(await (await client.userinfo(withoutProfile.access_token)).json()).toEqual({ sub: "auth0|local-Ada" });
    for (const token of [withProfile.id_token, tampered]) {
      expect((await client.userinfo(token)).status).toBe(401);
    }
  });

  it("follows the configured life, scopes and an audience that is no address", async () => {
    const other = await startTestIssuer({ accessTokenSeconds: 60, scopes: [], audience: "my api" });
    try {
      const tokens = await createClient(other.issuerUrl).signIn("Ada", { audience: "my api" });
      const { aud, scope, iat, exp } = decodeJwt(tokens.access_token);

      expect({ aud, scope }).toEqual({
        aud: ["my api", `${other.issuerUrl}userinfo`],
        scope: "openid profile offline_access",
      });
      expect(exp! - iat!).toBe(60);
    } finally {
      await other.close();
    }
  });
});
