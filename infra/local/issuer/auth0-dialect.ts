import type { AccessToken, ClientCredentials, JWTStructured, KoaContextWithOIDC } from "oidc-provider";

import { createPollPace } from "./poll-pace.ts";
import type { Middleware } from "./show-page.ts";

/**
 * HTTP status of the errors for which Auth0 does not use the 400 of RFC 6749 §5.2.
 *
 * Source: "Call your API using the Device Authorization Flow" in
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/device-authorization-flow
 */
const statusOfError: Record<string, number> = {
  access_denied: 403,
  authorization_pending: 403,
  expired_token: 403,
  slow_down: 429,
};

/**
 * Makes the answers of oidc-provider those of Auth0: `interval`, statuses, `slow_down`, all scopes in the token response,
 * and `expired_token` only once.
 *
 * `now` is in milliseconds, of a clock that is never set.
 */
export function auth0Answers(pollIntervalSeconds: number, now: () => number): Middleware {
  const pace = createPollPace(pollIntervalSeconds);

  return async (context, next) => {
    const arrivedAtMilliseconds = now();
    await next();
    const ctx = context as KoaContextWithOIDC;
    const route: unknown = ctx.oidc?.route;
    if (route !== "device_authorization" && route !== "token") return;

    const answer = ctx.body as { error?: string };
    if (ctx.status === 200) {
      if (route === "device_authorization") ctx.body = { ...answer, interval: pollIntervalSeconds };
      else ctx.body = { ...answer, scope: grantedScope(ctx) };
      return;
    }
    const deviceCode = String(ctx.oidc.params?.["device_code"]);
    if (answer.error === "authorization_pending") {
      if (pace.isTooFast(deviceCode, arrivedAtMilliseconds)) {
        answer.error = "slow_down";
        Object.assign(answer, {
          error_description: `Do not poll more often than every ${pollIntervalSeconds} seconds.`,
        });
      }
      pace.answered(deviceCode, now());
    }
    if (answer.error === "expired_token") {
      const { DeviceCode } = ctx.oidc.provider;
      await (await DeviceCode.find(deviceCode, { ignoreExpiration: true }))?.destroy();
    }
    ctx.status = statusOfError[answer.error ?? ""] ?? ctx.status;
  };
}

/**
 * Lets one token request pass at a time.
 *
 * So a refresh token that is used twice at the same time is noticed, as Auth0 does without a leeway
 * (https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation).
 */
export function oneTokenRequestAtATime(): Middleware {
  let lastTurn = Promise.resolve();
  return async (ctx, next) => {
    const previousTurn = lastTurn;
    let endTurn: (() => void) | undefined;
    if (ctx.path === "/oauth/token") {
      lastTurn = new Promise((resolve) => {
        endTurn = resolve;
      });
      await previousTurn;
    }
    await next().finally(() => endTurn?.());
  };
}

/**
 * Gives an access token the header and claims of Auth0's default token profile.
 *
 * Source: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
 */
export function shapeAccessToken(
  ctx: KoaContextWithOIDC,
  _token: AccessToken | ClientCredentials,
  jwt: JWTStructured,
): void {
  const { iss, sub, aud, iat, exp, client_id: azp } = jwt.payload;
  const scope = grantedScope(ctx);
  const audience = scope.split(" ").includes("openid") ? [aud, userinfoAudience(String(iss))] : aud;
  jwt.header = { typ: "JWT" };
  jwt.payload = { iss, sub, aud: audience, iat, exp, ...(scope ? { scope } : {}), azp };
}

/** The audience by which Auth0 lets an access token be used at /userinfo. */
export function userinfoAudience(issuerUrl: string): string {
  return `${issuerUrl}userinfo`;
}

/** All scopes that a token request is granted, of OpenID Connect and of the API. A refresh can ask for fewer. */
function grantedScope(ctx: KoaContextWithOIDC): string {
  const granted = (ctx.oidc.entities.DeviceCode ?? ctx.oidc.entities.RefreshToken)?.scope ?? "";
  const asked = ctx.oidc.params?.["scope"];
  if (typeof asked !== "string") return granted;
  return granted
    .split(" ")
    .filter((scope) => asked.split(" ").includes(scope))
    .join(" ");
}
