import type { AccessToken, Session } from "../auth/session.ts";

/** Short against what a token has left when a session gives it; one that runs out all the same is renewed. */
const sharedMilliseconds = 10_000;

/**
 * Makes a session that many requests at a time can ask, where the keychain is not asked for each.
 *
 * A token that the API refuses is renewed once, for all requests that came with it.
 */
export function shareToken(session: Session, now: () => number): Session {
  let current: { token: Promise<AccessToken>; until: number } | undefined;
  let renewal: { refused: string; token: Promise<AccessToken | undefined> } | undefined;
  return {
    async accessToken() {
      if (!current || now() >= current.until) {
        current = { token: session.accessToken(), until: now() + sharedMilliseconds };
      }
      return current.token;
    },
    async renew(refused) {
      if (renewal?.refused !== refused.value) {
        renewal = { refused: refused.value, token: session.renew(refused) };
        // The next request asks the session itself.
        current = undefined;
      }
      return renewal.token;
    },
    refusal: (refused, reason) => session.refusal(refused, reason),
  };
}
