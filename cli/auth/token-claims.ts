import { decodeJwt } from "jose";

/**
 * Reads what an access token says about itself, without checking it: that is for the API to do.
 *
 * A token need not be a JWT; one that is not says nothing.
 */
export function readTokenClaims(token: string): { expiresAt: Date | undefined } {
  try {
    const { exp } = decodeJwt(token);
    return { expiresAt: exp === undefined ? undefined : new Date(exp * 1000) };
  } catch {
    return { expiresAt: undefined };
  }
}
