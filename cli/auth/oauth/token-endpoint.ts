import * as oauth from "openid-client";

import { Failure } from "../../failure.ts";
import type { Send } from "../../http/send.ts";
import { knownIssuer, signInFailure } from "./issuer.ts";
import { type Renewal, sessionOver } from "../session.ts";
import type { RenewalRecord } from "../session-file.ts";

const revocationTimeoutSeconds = 3;

/**
 * Trades a refresh token for new tokens (RFC 6749 §6).
 *
 * @throws Failure `session_over` only when the issuer says that the token is void; trouble on the way says nothing
 */
export async function renewTokens(
  apiUrl: string,
  renewal: RenewalRecord,
  refreshToken: string,
  send: Send,
): Promise<Renewal> {
  try {
    const tokens = await oauth.refreshTokenGrant(knownIssuer(renewal, send), refreshToken);
    return {
      tokens: { accessToken: tokens.access_token, refreshToken: tokens.refresh_token },
      accessTokenSeconds: tokens.expires_in,
    };
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === "invalid_grant") throw sessionOver(apiUrl, error);
    throw signInFailure(error, `${renewal.issuer} does not renew the session`);
  }
}

/**
 * Tells the issuer that a refresh token is not needed any more (RFC 7009 §2.1).
 *
 * @throws Failure when the issuer could not be told
 */
export async function revokeToken(renewal: RenewalRecord, refreshToken: string, send: Send): Promise<void> {
  const timeout = AbortSignal.timeout(revocationTimeoutSeconds * 1000);
  const configuration = knownIssuer(renewal, (request) => send({ ...request, signal: timeout }));
  try {
    await oauth.tokenRevocation(configuration, refreshToken, { token_type_hint: "refresh_token" });
  } catch (error) {
    if (timeout.aborted) {
      throw new Failure("timed_out", `${renewal.issuer} did not answer within ${revocationTimeoutSeconds} seconds.`);
    }
    throw signInFailure(error, `${renewal.issuer} has not revoked the session`);
  }
}
