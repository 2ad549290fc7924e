import type { Sign } from "./keys.ts";

export const base64url = (text: string | Buffer) => Buffer.from(text).toString("base64url");

/** Puts a JWS together from any header and claims, as text or as a value. */
export function assemble(header: unknown, claims: unknown, sign: Sign): string {
  const input = `${base64url(json(header))}.${base64url(json(claims))}`;
  return `${input}.${base64url(sign(input))}`;
}

const json = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Header, claims and signature as they stand in a token, still encoded. */
export function partsOf(token: string): [header: string, claims: string, signature: string] {
  return token.split(".") as [string, string, string];
}

/** The claims of a token. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(partsOf(token)[1], "base64url").toString()) as Record<string, unknown>;
}
