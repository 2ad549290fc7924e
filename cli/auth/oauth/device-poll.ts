import * as oauth from "openid-client";

import { Failure, failureIn } from "../../failure.ts";
import type { Send } from "../../http/message.ts";
import { plainFetch, signInFailure } from "./issuer.ts";

export type TokenAnswer = oauth.TokenEndpointResponse & oauth.TokenEndpointResponseHelpers;

/**
 * Asks for the tokens until the person has decided (RFC 8628 §3.4).
 *
 * openid-client keeps to the interval, and keeps the longer one after `slow_down`.
 *
 * @throws Failure `code_expired`, or `sign_in_failed` when the person refuses
 */
export async function pollForTokens(
  configuration: oauth.Configuration,
  authorization: oauth.DeviceAuthorizationResponse,
  target: { resource?: string },
  poll: Send,
): Promise<TokenAnswer> {
  // Its last use: afterwards nothing is asked of it that would need the patience to end.
  configuration[oauth.customFetch] = patientFetch(poll);
  const expiry = AbortSignal.timeout(authorization.expires_in * 1000);
  try {
    return await Promise.race([
      oauth.pollDeviceAuthorizationGrant(configuration, authorization, target, { signal: expiry }),
      // openid-client looks at the signal between its waits only, up to five seconds late.
      rejectOnAbort(expiry),
    ]);
  } catch (error) {
    if (expiry.aborted || isExpired(error)) {
      throw new Failure("code_expired", "The code has expired before anybody approved it.", {
        hints: ["Run `wish login` again."],
      });
    }
    if (error instanceof oauth.ResponseBodyError && error.error === "access_denied") {
      const reason = error.error_description ? ` (${error.error_description})` : "";
      throw new Failure("sign_in_failed", `The sign-in was refused${reason}.`, { cause: error });
    }
    throw signInFailure(error, "The sign-in failed");
  }
}

/** Some say `expired_token` once and `invalid_grant` from then on, as Auth0 does. */
function isExpired(error: unknown): boolean {
  return error instanceof oauth.ResponseBodyError && ["expired_token", "invalid_grant"].includes(error.error);
}

/**
 * Takes a lost connection or a server in trouble for "not yet", as RFC 8628 §3.5 wants it.
 *
 * openid-client would give up a sign-in that the person is just about to approve.
 */
function patientFetch(send: Send): oauth.CustomFetch {
  return async (url, options) => {
    try {
      const response = await plainFetch(send)(url, options);
      return response.status >= 500 ? stillPending() : response;
    } catch (error) {
      const code = failureIn(error)?.code;
      if (code === "unreachable" || code === "timed_out") return stillPending();
      throw error;
    }
  };
}

function stillPending(): Response {
  return Response.json({ error: "authorization_pending" }, { status: 400 });
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
