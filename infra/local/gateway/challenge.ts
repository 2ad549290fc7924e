/** What the real authorizer says, from published captures of its `www-authenticate` header or access log. */
const captured = {
  segments: "token contains an invalid number of segments",
  audience: "the token does not have a valid audience",
  expired: "the token has expired",
  discovery_failed: "OIDC discovery endpoint communication error",
  jwks_failed: "JWKS communication error",
};

/** Not captured: what the real authorizer says about everything else that can be wrong with a token. */
const notCaptured = {
  issuer: "issuer does not match",
  encoding: "the token is not base64url-encoded JSON",
  algorithm: "the token is not signed with RS256, RS384 or RS512",
  header_parameter: "the token uses a header parameter that is not supported",
  key_id_missing: "the token does not name its key",
  key_unknown: "the issuer has no such key",
  signature: "the token signature does not match",
  expiry_missing: "the token does not say when it expires",
  not_yet_valid: "the token is not valid yet",
  issued_later: "the token was issued in the future",
};

const descriptions = { ...captured, ...notCaptured };

type InvalidTokenCode = keyof typeof descriptions;

/** A token that the authorizer does not accept. */
export class InvalidToken extends Error {
  override readonly name = "InvalidToken";
  readonly code: InvalidTokenCode;

  constructor(code: InvalidTokenCode, options?: ErrorOptions) {
    super(descriptions[code], options);
    this.code = code;
  }
}

/** The challenge for a request without a token. */
export const bareChallenge = "Bearer";

/**
 * Builds the challenge for a token that was not accepted.
 *
 * As in the real one, spaces separate its parameters, not the commas of RFC 6750 §3, and there is no realm.
 */
export function invalidTokenChallenge(routeScopes: string[], description: string): string {
  return `Bearer scope="${routeScopes.join(" ")}" error="invalid_token" error_description="${description}"`;
}
