import * as oauth from "openid-client";

import { Failure } from "../../failure.ts";
import type { Send } from "../../http/message.ts";
import { type IssuerClient, sessionOver, type Tokens } from "../session.ts";
import { knownIssuer, signInFailure } from "./issuer.ts";

const revocationTimeoutSeconds = 3;

/**
 * Trades a refresh token for new tokens (RFC 6749 §6).
 *
 * @returns also how long the access token lives (`expires_in`), where the issuer says so
 * @throws Failure `session_over` only when the issuer says that the token is void; trouble on the way says nothing
 */
export async function renewTokens(
  apiUrl: string,
  client: IssuerClient,
  refreshToken: string,
  send: Send,
): Promise<{ tokens: Tokens; accessTokenSeconds: number | undefined }> {
  try {
    const answer = await oauth.refreshTokenGrant(knownIssuer(client, send), refreshToken);
    return {
      // An issuer that does not rotate refresh tokens leaves the old one in use.
      tokens: { accessToken: answer.access_token, refreshToken: answer.refresh_token ?? refreshToken },
      accessTokenSeconds: answer.expires_in,
    };
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === "invalid_grant") throw sessionOver(apiUrl, error);
    throw signInFailure(error, `${client.issuer} does not renew the session`);
  }
}

/**
 * Tells the issuer that a refresh token is not needed any more (RFC 7009 §2.1).
 *
 * @throws Failure when the issuer could not be told
 */
export async function revokeToken(client: IssuerClient, refreshToken: string, send: Send): Promise<void> {
  const timeout = AbortSignal.timeout(revocationTimeoutSeconds * 1000);
  const configuration = knownIssuer(client, (request) => send({ ...request, signal: timeout }));
  try {
    await oauth.tokenRevocation(configuration, refreshToken, { token_type_hint: "refresh_token" });
  } catch (error) {
    if (timeout.aborted) {
      throw new Failure("timed_out", `${client.issuer} did not answer within ${revocationTimeoutSeconds} seconds.`);
    }
    throw signInFailure(error, `${client.issuer} has not revoked the session`);
  }
}
