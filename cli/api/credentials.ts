import type { AccessToken } from "../auth/session.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";

/** Gives out access tokens for one API; to be asked before every request, not once a run. */
export interface Credentials {
  accessToken(): Promise<AccessToken>;
  /** Another token in place of one that the API refuses; `undefined` when there is no way to get one. */
  renew(refused: AccessToken): Promise<AccessToken | undefined>;
}

/** Short against what a token has left when a session gives it; one that runs out all the same is renewed. */
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
): Credentials {
  let current: { token: Promise<AccessToken>; until: number } | undefined;
  let renewal: { refused: string; token: Promise<AccessToken | undefined> } | undefined;
  return {
    accessToken() {
      if (!current || now() >= current.until) {
        current = { token: accessToken(apiUrl), until: now() + sharedMilliseconds };
      }
      return current.token;
    },
    renew(refused) {
      if (renewal?.refused !== refused.value) {
        renewal = { refused: refused.value, token: renew(apiUrl, refused) };
        // The next request asks the session itself.
        current = undefined;
      }
      return renewal.token;
    },
  };
}

/** Says why the API refuses a token for good; `reason` is what the API says itself. */
export async function explainRefusal(
  { environment, settings, send }: Context,
  apiUrl: string,
  token: AccessToken,
  reason: string | undefined,
): Promise<Failure> {
  const [{ findWantedToken }, { refusedToken }] = await Promise.all([
    import("./metadata.ts"),
    import("../auth/token/check.ts"),
  ]);
  const wanted = await findWantedToken(settings, apiUrl, send);
  const message = `The API refused the token from ${token.origin}: ${reason ?? "it gives no reason"}.`;
  return refusedToken("unauthorized", message, { apiUrl, token, wanted, now: environment.now() });
}
