import * as oauth from "openid-client";

import { Failure } from "../../failure.ts";
import type { Send } from "../../http/message.ts";
import { type IssuerClient, sessionOver, sessionRefused, type Tokens } from "../session.ts";
import { knownIssuer, signInFailure } from "./issuer.ts";

const revocationTimeoutSeconds = 3;

/** The statuses between 400 and 499 that only ask to try again: Request Timeout, Too Many Requests. */
const retryable: ReadonlySet<number> = new Set([408, 429]);

/**
 * Trades a refresh token for new tokens (RFC 6749 §6).
 *
 * @returns also how long the access token lives (`expires_in`), where the issuer says so
 * @throws Failure `session_over` when the issuer says that the token is void, `session_refused` when it refuses without a
 * reason; trouble on the way says nothing
 */
export async function renewTokens(
  apiUrl: string,
  client: IssuerClient,
  refreshToken: string,
  send: Send,
): Promise<{ tokens: Tokens; accessTokenSeconds: number | undefined }> {
  try {
    const { resource } = client;
    const configuration = knownIssuer(client, judging(apiUrl, client, send));
    const answer = await oauth.refreshTokenGrant(configuration, refreshToken, resource ? { resource } : {});
    return {
      // An issuer that does not rotate refresh tokens leaves the old one in use.
      tokens: { accessToken: answer.access_token, refreshToken: answer.refresh_token ?? refreshToken },
      accessTokenSeconds: answer.expires_in,
    };
  } catch (error) {
    throw signInFailure(error, `${client.issuer} does not renew the session`);
  }
}

/**
 * Takes an answer for the end of the session that says `invalid_grant`, or refuses without an `error`.
 *
 * RFC 6749 §5.2 wants an `error` in each refusal, but not every issuer gives one.
 */
function judging(apiUrl: string, { issuer }: IssuerClient, send: Send): Send {
  return async (request) => {
    const response = await send(request);
    const { status } = response;
    if (status < 400 || status >= 500 || retryable.has(status)) return response;
    const error = errorIn(response.body);
    if (error === "invalid_grant") throw sessionOver(apiUrl);
    if (error === undefined) throw sessionRefused(apiUrl, issuer, status);
    return response;
  };
}

function errorIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === "string" && error !== "" ? error : undefined;
  } catch {
    return undefined;
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
