import type { AccessToken } from "../auth/session.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { HttpRequest, HttpResponse, Send } from "../http/message.ts";
import type { RunSettings } from "../settings.ts";

export interface SignedInSend {
  /** Sends a request with a token, and once more with another one when the API refuses the first. */
  send: (send: Send, request: HttpRequest) => Promise<HttpResponse>;
  /** Gets the token for the requests of the next seconds. */
  prepare: () => Promise<unknown>;
}

export interface SignedInParts {
  settings: RunSettings;
  /** For asking the API which tokens it wants. */
  send: Send;
  sessions: Pick<Sessions, "accessToken" | "renew">;
  now: () => number;
}

/**
 * Makes the sender of the requests that need a token.
 *
 * It throws Failure `unauthorized` after one renewal of the token, and as the sessions and the given sender do.
 */
export function createSignedInSend(apiUrl: string, { settings, send, sessions, now }: SignedInParts): SignedInSend {
  const shared = shareTokens(sessions, apiUrl, now);

  async function refusal(token: AccessToken, reason = "it gives no reason") {
    const [{ findWantedToken }, { refusedToken }] = await Promise.all([
      import("./metadata.ts"),
      import("../auth/token/check.ts"),
    ]);
    const wanted = await findWantedToken(settings, apiUrl, send);
    const message = `The API refused the token from ${token.origin}: ${reason}.`;
    return refusedToken("unauthorized", message, {
      apiUrl,
      token,
      wanted,
      remembered: settings.signIn,
      now: now(),
    });
  }

  async function sendSignedIn(sender: Send, request: HttpRequest): Promise<HttpResponse> {
    const sendWith = ({ value }: AccessToken) =>
      sender({ ...request, headers: { ...request.headers, authorization: `Bearer ${value}` } });
    const token = await shared.accessToken();
    const first = await sendWith(token);
    if (first.status !== 401) return first;
    const { error, description } = readChallenge(first);
    const renewed = error === "invalid_token" ? await shared.renew(token) : undefined;
    if (!renewed) throw await refusal(token, description);
    const second = await sendWith(renewed);
    if (second.status !== 401) return second;
    throw await refusal(renewed, readChallenge(second).description);
  }

  return { send: sendSignedIn, prepare: () => shared.accessToken() };
}

/** Short compared with what a token has left when a session gives it; one that runs out is renewed. */
const sharedMilliseconds = 10_000;

/**
 * Lets many requests at a time share the tokens of a session, so that the keychain is not asked for each.
 *
 * A token that the API refuses is renewed once, for all requests that came with it.
 */
export function shareTokens(
  { accessToken, renew }: Pick<Sessions, "accessToken" | "renew">,
  apiUrl: string,
  now: () => number,
) {
  let current: { token: Promise<AccessToken>; until: number } | undefined;
  let renewal: { refused: string; token: Promise<AccessToken | undefined> } | undefined;
  return {
    accessToken(): Promise<AccessToken> {
      if (!current || now() >= current.until) {
        current = { token: accessToken(apiUrl), until: now() + sharedMilliseconds };
      }
      return current.token;
    },
    renew(refused: AccessToken): Promise<AccessToken | undefined> {
      if (renewal?.refused !== refused.value) {
        const token = renew(apiUrl, refused);
        renewal = { refused: refused.value, token };
        // What is to be sent meanwhile waits for it, since the API would refuse the old one too.
        const next = token.then((renewed) => renewed ?? refused);
        next.catch(() => (current = undefined));
        current = { token: next, until: now() + sharedMilliseconds };
      }
      return renewal.token;
    },
  };
}

/** Reads from the `WWW-Authenticate` header why a bearer token was refused (RFC 6750 §3). */
function readChallenge({ headers }: HttpResponse): Record<"error" | "description", string | undefined> {
  const parameter = (name: string) =>
    new RegExp(`\\b${name}="([^"]*)"`, "u").exec(headers["www-authenticate"] ?? "")?.[1];
  return { error: parameter("error"), description: parameter("error_description") };
}
