import * as oauth from "openid-client";

import { isLoopback } from "../../api-url.ts";
import { Failure, failureIn } from "../../failure.ts";
import type { Send } from "../../http/message.ts";
import type { IssuerClient } from "../session.ts";

/**
 * Lets an id token pass whose times do not fit the clock of this machine.
 *
 * It comes from the issuer itself a moment after it was made, and is read for the greeting only; a machine whose clock is
 * a day ahead would otherwise refuse the sign-in that its person has just approved.
 */
const trustingTheirClock = { [oauth.clockTolerance]: Number.MAX_SAFE_INTEGER };

/**
 * Reads the metadata of an issuer (OpenID Connect Discovery 1.0 §4.3) and makes a public client of it.
 *
 * @throws Failure `sign_in_failed` when the metadata is not that of this issuer, and as {@link Send} does
 */
export async function discoverIssuer(issuer: string, clientId: string, send: Send): Promise<oauth.Configuration> {
  // Given the issuer alone, openid-client would compare addresses, not the texts, and keep the other name to itself.
  const configuration = await oauth
    .discovery(documentUrl(issuer), clientId, trustingTheirClock, oauth.None(), {
      [oauth.customFetch]: fetchThrough(send),
      execute: insecureWhereLoopback(issuer),
    })
    .catch((error: unknown) => {
      throw signInFailure(error, `${issuer} does not describe itself as an OpenID Connect issuer`);
    });
  const { issuer: name } = configuration.serverMetadata();
  if (name !== issuer) {
    throw new Failure("sign_in_failed", `${issuer} calls itself ${name}.`, {
      hints: ["The two must match exactly, including a slash at the end."],
    });
  }
  return withoutTimeout(configuration);
}

/** Where an issuer describes itself: below its name, less a slash at the end (OpenID Connect Discovery 1.0 §4.1). */
function documentUrl(issuer: string): URL {
  return new URL(`${issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`);
}

/** Makes a public client from what a session remembers, without asking the issuer. */
export function knownIssuer(client: IssuerClient, send: Send): oauth.Configuration {
  const configuration = new oauth.Configuration(
    {
      issuer: client.issuer,
      token_endpoint: client.tokenEndpoint,
      ...(client.revocationEndpoint && { revocation_endpoint: client.revocationEndpoint }),
      ...(client.idTokenAlgorithms && { id_token_signing_alg_values_supported: client.idTokenAlgorithms }),
    },
    client.clientId,
    trustingTheirClock,
    oauth.None(),
  );
  configuration[oauth.customFetch] = fetchThrough(send);
  for (const allow of insecureWhereLoopback(client.issuer)) allow(configuration);
  return withoutTimeout(configuration);
}

/** Takes what a session must remember out of a discovered client. */
export function clientOf(configuration: oauth.Configuration): IssuerClient {
  const server = configuration.serverMetadata();
  return {
    issuer: server.issuer,
    clientId: configuration.clientMetadata().client_id,
    tokenEndpoint: server.token_endpoint!,
    revocationEndpoint: server.revocation_endpoint,
    idTokenAlgorithms: server.id_token_signing_alg_values_supported,
  };
}

/**
 * Lets openid-client send through our sender, which has the time limit and keeps to https.
 *
 * @throws Failure `service_unavailable` for 429 and 5xx, which say nothing about a session
 */
export function fetchThrough(send: Send): oauth.CustomFetch {
  return async (url, options) => {
    const response = await plainFetch(send)(url, options);
    if (response.status !== 429 && response.status < 500) return response;
    throw new Failure("service_unavailable", `${new URL(url).host} answered ${response.status}.`, {
      hints: ["Try again in a moment."],
    });
  };
}

/** As {@link fetchThrough}, without judging the status. */
export function plainFetch(send: Send): oauth.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const response = await send({
      url,
      method: method === "POST" ? "POST" : "GET",
      headers,
      ...(body instanceof URLSearchParams && { body: body.toString() }),
      signal,
    });
    return new Response(response.body || null, { status: response.status, headers: response.headers });
  };
}

/** Reads the failure out of whatever openid-client has thrown: `what` has failed, with which status, and why. */
export function signInFailure(error: unknown, what: string): Failure {
  const known = failureIn(error);
  if (known) return known;
  const status = statusIn(error);
  const isReasoned = error instanceof oauth.ResponseBodyError;
  const reason = isReasoned ? `: ${error.error_description ?? error.error}` : "";
  return new Failure("sign_in_failed", `${what}${status === undefined ? "" : ` (${status})`}${reason}.`, {
    cause: error,
  });
}

/** The status of the answer that openid-client does not take, where it says so. */
function statusIn(error: unknown): number | undefined {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError) {
    return error.status;
  }
  return error instanceof Error && error.cause instanceof Response ? error.cause.status : undefined;
}

/** The sender has a time limit already, and it is the one that the person has set. */
function withoutTimeout(configuration: oauth.Configuration): oauth.Configuration {
  configuration.timeout = 0;
  return configuration;
}

// openid-client refuses every plain http address unless told otherwise; the sender still refuses all but loopback.
function insecureWhereLoopback(issuer: string): ((configuration: oauth.Configuration) => void)[] {
  return isLoopback(new URL(issuer)) ? [oauth.allowInsecureRequests] : [];
}
