import type { JwtAuthorizerModel } from "../template/model.ts";
import { InvalidToken } from "./challenge.ts";

export type Claims = Record<string, unknown>;

/** The last second that a date can name (ECMA-262, time values). JSON can spell far larger numbers, up to infinity. */
const maxSeconds = 8_640_000_000_000;

/**
 * Checks the claims of a verified token against the authorizer, at the given time.
 *
 * `iss` must equal the issuer to the letter. `aud`, or `client_id` only where there is no `aud`, must be one of the
 * audiences. `exp` must lie after now, `nbf` and `iat` not after it; no clock skew is allowed for. Throws
 * `InvalidToken`. Not captured: a token without `exp`, and times that are no numbers or in no calendar; both are refused.
 *
 * Source: API Gateway developer guide (http-api-jwt-authorizer).
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

/** The scopes of a token: `scope`, or `scp` where there is none; as text with spaces or as an array. */
export function scopesOf(claims: Claims): string[] {
  const value = claims["scope"] ?? claims["scp"];
  if (typeof value === "string") return value.split(" ").filter((scope) => scope !== "");
  return stringsOf(value);
}

/**
 * Renders claims as a function gets them: all text, keys sorted.
 *
 * Numbers and booleans become text, an array becomes `[a b]`, a nested object its JSON text; `null` is left out.
 * Measured on the real service. Not captured: objects and `null` inside an array claim; they become JSON text.
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
