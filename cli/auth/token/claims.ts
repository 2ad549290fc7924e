import { decodeJwt, type JWTPayload } from "jose";

import { dateOf } from "../session.ts";

/** What an access token says about itself. */
export interface TokenClaims {
  issuer: string | undefined;
  audiences: string[];
  scopes: string[];
  expiresAt: Date | undefined;
}

/**
 * Reads what an access token says about itself, without checking it: that is for the API to do.
 *
 * @returns `undefined` for a token that is not a JWT; it may be of another form
 */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const claims = decode(token);
  if (!claims) return undefined;
  const { iss, aud, exp, scope } = claims;
  return {
    issuer: iss,
    audiences: [aud ?? []].flat(),
    scopes: typeof scope === "string" ? scope.split(" ") : [],
    expiresAt: typeof exp === "number" ? dateOf(exp * 1000) : undefined,
  };
}

function decode(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
