import * as oauth from "openid-client";

import { webAddress } from "../../../service/wish.ts";
import { Failure } from "../../failure.ts";
import type { Send } from "../../http/message.ts";
import type { SignInMethod } from "../../settings.ts";
import { expiryOf, type IssuerClient, type SignedIn } from "../session.ts";
import { isAuth0 } from "./auth0.ts";
import { pollForTokens, type TokenAnswer } from "./device-poll.ts";
import { clientOf, discoverIssuer, signInFailure } from "./issuer.ts";

/** What the person needs in order to approve a sign-in (RFC 8628 §3.3). */
export interface DeviceCode {
  /** Address with the code in it where the issuer gives one, otherwise the one to type the code at. */
  address: URL;
  userCode: string;
  expiresAt: Date;
}

/** A sign-in that the person has approved. */
export interface Approved extends SignedIn {
  /** Scopes of the API that were asked for and not given. */
  refusedScopes: string[];
}

export interface DeviceSignIn {
  settings: SignInMethod;
  send: Send;
  /** Sends one of the many requests that ask whether the person has decided. */
  poll: Send;
  now: () => number;
  /** Shows the code to the person; what it gives is called when no answer is awaited any more. */
  show: (code: DeviceCode) => () => void;
}

/** `offline_access` asks for a refresh token, the other two for an id token with a name in it. */
const ownScopes = ["openid", "profile", "offline_access"];

/** The longest that a timer of Node.js can run, 24 days: it would end at once when set for longer. */
const longestWaitSeconds = Math.floor((2 ** 31 - 1) / 1000);

/**
 * Signs a person in through a browser on any device (RFC 8628).
 *
 * @throws Failure `code_expired` when nobody approves it in time, `sign_in_failed` when it is refused
 */
export async function signInByDevice({ settings, send, poll, now, show }: DeviceSignIn): Promise<Approved> {
  const configuration = await discoverIssuer(settings.issuer, settings.clientId, send);
  const target = targetOf(settings);
  const authorization = await requestCode(configuration, settings, target);
  const shown = show({
    address: readAddress(authorization.verification_uri_complete ?? authorization.verification_uri),
    userCode: authorization.user_code,
    expiresAt: new Date(now() + authorization.expires_in * 1000),
  });
  try {
    const tokens = await pollForTokens(configuration, authorization, target, poll);
    return readTokens(tokens, { ...clientOf(configuration), ...target }, settings, now);
  } finally {
    shown();
  }
}

/**
 * What a token is to be for, in the standard's own words, beside the `audience` that Auth0 has made up.
 *
 * An absolute URI without a fragment can be a `resource` (RFC 8707 §2). Auth0 is not sent any: it takes `audience` first,
 * and does not document `resource` for device codes
 * (https://auth0.com/ai/docs/mcp/guides/resource-param-compatibility-profile).
 */
function targetOf({ issuer, audience }: SignInMethod): { resource?: string } {
  const isUri = URL.canParse(audience) && !audience.includes("#");
  return isUri && !isAuth0(issuer) ? { resource: audience } : {};
}

async function requestCode(
  configuration: oauth.Configuration,
  { issuer, clientId, audience, scopes }: SignInMethod,
  target: { resource?: string },
): Promise<oauth.DeviceAuthorizationResponse> {
  if (!configuration.serverMetadata().device_authorization_endpoint) {
    throw new Failure("sign_in_failed", `${issuer} does not offer sign-in with a device code.`);
  }
  try {
    const authorization = await oauth.initiateDeviceAuthorization(configuration, {
      scope: [...ownScopes, ...scopes].join(" "),
      audience,
      ...target,
    });
    return { ...authorization, expires_in: Math.min(authorization.expires_in, longestWaitSeconds) };
  } catch (error) {
    const failure = signInFailure(error, `${issuer} refuses to start a sign-in`);
    if (failure.code !== "sign_in_failed") throw failure;
    throw new Failure("sign_in_failed", failure.message, {
      hints: isAuth0(issuer)
        ? [
            "In Auth0, check that the client is a Native application with the grants Device Code and Refresh Token,",
            "and that there is an API with this audience that allows offline access.",
          ]
        : [
            `Whoever runs the issuer can check that ${clientId} is a public client there that may use device codes`,
            `and refresh tokens, and may ask for ${[...ownScopes, ...scopes].join(" ")} and for ${audience}.`,
          ],
      cause: error,
    });
  }
}

/** Takes an address to show and to open out of the answer; anything but http(s) could start another program. */
function readAddress(text: string): URL {
  const url = webAddress(text);
  if (url) return url;
  throw new Failure("sign_in_failed", "The sign-in address that the issuer gives is not a web address.");
}

function readTokens(tokens: TokenAnswer, client: IssuerClient, settings: SignInMethod, now: () => number): Approved {
  if (tokens.token_type !== "bearer") {
    throw new Failure("sign_in_failed", `The issuer gives a token of type ${tokens.token_type}, not a bearer token.`);
  }
  // A missing scope means: as asked for (RFC 6749 §5.1).
  const granted = tokens.scope?.split(" ") ?? settings.scopes;
  const claims = tokens.claims();
  const name = [claims?.["name"], claims?.["nickname"], claims?.["email"], claims?.sub].find(
    (each) => typeof each === "string" && each !== "",
  );
  return {
    session: {
      name: typeof name === "string" ? name : undefined,
      accessTokenExpiresAt: expiryOf(tokens.expires_in, now)?.toISOString(),
      signIn: { issuer: settings.issuer, audience: settings.audience },
      accessTokenSeconds: tokens.expires_in,
      renewal: tokens.refresh_token === undefined ? undefined : client,
    },
    tokens: { accessToken: tokens.access_token, refreshToken: tokens.refresh_token },
    refusedScopes: settings.scopes.filter((scope) => !granted.includes(scope)),
  };
}
