import type { Answer } from "./server.ts";

/** Answers refreshes as an issuer does that takes each refresh token only once, and for a while after that once more. */
export interface Rotation {
  answer: (refreshToken: string) => Answer;
  /** How many sessions it has ended, since a token came too late once more. */
  ended: () => number;
}

/**
 * Makes the rotation of refresh tokens of one issuer (RFC 9700 §4.14.2), as Auth0 does it.
 *
 * A session is known by the second part of its tokens: `refresh-3`, and then `refresh-3-1` and so on. Each access token
 * has ended as soon as it is there.
 */
export function createRotation(overlapMilliseconds: number): Rotation {
  const usedAt = new Map<string, number>();
  const ended = new Set<string>();
  let issued = 0;
  return {
    ended: () => ended.size,
    answer(refreshToken) {
      const session = refreshToken.split("-")[1] ?? "";
      const used = usedAt.get(refreshToken);
      if (used !== undefined && Date.now() - used > overlapMilliseconds) ended.add(session);
      if (ended.has(session)) return { status: 403, body: { error: "invalid_grant" } };
      usedAt.set(refreshToken, used ?? Date.now());
      issued += 1;
      const tokens = { access_token: `access-${session}-${issued}`, refresh_token: `refresh-${session}-${issued}` };
      return { status: 200, body: { ...tokens, token_type: "Bearer", expires_in: 0 } };
    },
  };
}
