/** Why a bearer token was refused (RFC 6750 §3). */
export interface Challenge {
  error: string | undefined;
  description: string | undefined;
}

/** Reads the reason out of a `WWW-Authenticate` header. */
export function readChallenge(header: string | undefined): Challenge {
  const parameter = (name: string) => new RegExp(`\\b${name}="([^"]*)"`, "u").exec(header ?? "")?.[1];
  return { error: parameter("error"), description: parameter("error_description") };
}
