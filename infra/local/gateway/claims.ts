import type { JwtAuthorizerModel } from "../template/model.ts";
import { InvalidToken } from "./challenge.ts";

export type Claims = Record<string, unknown>;

/** The last second that a date can have (ECMA-262, time values). Numbers in JSON can be far larger, even infinite. */
const maxSeconds = 8_640_000_000_000;

/**
 * Checks the claims of a verified token against the authorizer, at the given time.
 *
 * `iss` must be exactly the issuer. `aud`, or `client_id` if there is no `aud`, must be one of the audiences. `exp` must
 * be later than now, `nbf` and `iat` must not be. No clock skew is allowed for.
 *
 * Not captured: a token without `exp`, and times that are not numbers or lie outside the calendar. Here both are refused.
 *
 * Source: API Gateway developer guide (http-api-jwt-authorizer).
 *
 * @throws {InvalidToken}
 */
export function checkClaims(claims: Claims, authorizer: JwtAuthorizerModel, nowSeconds: number): void {
  if (claims["iss"] !== authorizer.issuer) throw new InvalidToken("issuer");
  if (!audiencesOf(claims).some((audience) => authorizer.audiences.includes(audience))) {
    throw new InvalidToken("audience");
  }
  if (claims["exp"] === undefined) throw new InvalidToken("expiry_missing");
  if (!(isTime(claims["exp"]) && claims["exp"] > nowSeconds)) throw new InvalidToken("expired");
  if (!hasBegun(claims["nbf"], nowSeconds)) throw new InvalidToken("not_yet_valid");
  if (!hasBegun(claims["iat"], nowSeconds)) throw new InvalidToken("issued_later");
}

/** The scopes of a token, from `scope`, or else from `scp`: text with spaces, or an array. */
export function scopesOf(claims: Claims): string[] {
  const value = claims["scope"] ?? claims["scp"];
  if (typeof value === "string") return value.split(" ").filter((scope) => scope !== "");
  return stringsOf(value);
}

/**
 * Renders claims as a function gets them: as text, sorted by name.
 *
 * Numbers and booleans become text, an array becomes `[a b]`, a nested object becomes JSON text, and `null` is left out.
 * Measured on the real service. Not captured: objects and `null` inside an array. Here they become JSON text.
 */
export function renderClaims(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims)
      .filter(([, value]) => value !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, Array.isArray(value) ? `[${value.map(claimText).join(" ")}]` : claimText(value)]),
  );
}

function claimText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function audiencesOf(claims: Claims): string[] {
  const { aud, client_id: clientId } = claims;
  if (!("aud" in claims)) return typeof clientId === "string" ? [clientId] : [];
  return typeof aud === "string" ? [aud] : stringsOf(aud);
}

function hasBegun(time: unknown, nowSeconds: number): boolean {
  return time === undefined || (isTime(time) && time <= nowSeconds);
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= maxSeconds;
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
