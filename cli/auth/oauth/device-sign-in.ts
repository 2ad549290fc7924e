import * as oauth from "openid-client";

import { Failure } from "../../failure.ts";
import type { Send } from "../../http/message.ts";
import type { SignInMethod } from "../../settings.ts";
import { expiryOf, type SignedIn } from "../session.ts";
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
  now: () => number;
  /** Shows the code to the person; what it gives is called when no answer is awaited any more. */
  show: (code: DeviceCode) => () => void;
}

/** `offline_access` asks for a refresh token, the other two for an id token with a name in it. */
const ownScopes = ["openid", "profile", "offline_access"];

/**
 * Signs a person in through a browser on any device (RFC 8628).
 *
 * @throws Failure `code_expired` when nobody approves it in time, `sign_in_failed` when it is refused
 */
export async function signInByDevice({ settings, send, now, show }: DeviceSignIn): Promise<Approved> {
  const configuration = await discoverIssuer(settings.issuer, settings.clientId, send);
  const authorization = await requestCode(configuration, settings);
  const shown = show({
    address: readAddress(authorization.verification_uri_complete ?? authorization.verification_uri),
    userCode: authorization.user_code,
    expiresAt: new Date(now() + authorization.expires_in * 1000),
  });
  try {
    return readTokens(await pollForTokens(configuration, authorization, send), configuration, settings, now);
  } finally {
    shown();
  }
}

async function requestCode(
  configuration: oauth.Configuration,
  { issuer, audience, scopes }: SignInMethod,
): Promise<oauth.DeviceAuthorizationResponse> {
  if (!configuration.serverMetadata().device_authorization_endpoint) {
    throw new Failure("sign_in_failed", `${issuer} does not offer sign-in with a device code.`);
  }
  try {
    return await oauth.initiateDeviceAuthorization(configuration, {
      scope: [...ownScopes, ...scopes].join(" "),
      audience,
    });
  } catch (error) {
    const failure = signInFailure(error, `${issuer} refuses to start a sign-in`);
    if (failure.code !== "sign_in_failed") throw failure;
    throw new Failure("sign_in_failed", failure.message, {
      hints: [
        "In Auth0, check that the client is a Native application with the grants Device Code and Refresh Token,",
        "and that there is an API with this audience that allows offline access.",
      ],
      cause: error,
    });
  }
}

/** Takes an address to show and to open out of the answer; anything but http(s) could start another program. */
function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/u.test(url.protocol)) return url;
  throw new Failure("sign_in_failed", "The sign-in address that the issuer gives is not a web address.");
}

function readTokens(
  tokens: TokenAnswer,
  configuration: oauth.Configuration,
  settings: SignInMethod,
  now: () => number,
): Approved {
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
      renewal: tokens.refresh_token === undefined ? undefined : clientOf(configuration),
    },
    tokens: { accessToken: tokens.access_token, refreshToken: tokens.refresh_token },
    refusedScopes: settings.scopes.filter((scope) => !granted.includes(scope)),
  };
}
