import { InvalidToken } from "./challenge.ts";

/** The parts of a JWT, not verified (RFC 7515 §7.1). */
export interface ParsedToken {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signingInput: Buffer;
  signature: Buffer;
}

/**
 * Parses a JWT in compact serialization.
 *
 * Not captured: how strictly the real authorizer parses. Here each part has exactly one accepted spelling: base64url
 * without padding or stray bits, which holds well-formed UTF-8 of a JSON object.
 *
 * @throws {InvalidToken} `segments` or `encoding`
 */
export function parseToken(token: string): ParsedToken {
  const parts = token.split(".");
  const [header, claims, signature] = parts;
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined) {
    throw new InvalidToken("segments");
  }
  return {
    header: parseObject(header),
    claims: parseObject(claims),
    signingInput: Buffer.from(`${header}.${claims}`, "latin1"),
    signature: decodeBase64url(signature),
  };
}

function parseObject(part: string): Record<string, unknown> {
  const bytes = decodeBase64url(part);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidToken("encoding", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InvalidToken("encoding");
  return value as Record<string, unknown>;
}

function decodeBase64url(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  // Node's decoder skips invalid characters, so only the canonical text comes back the same.
  if (bytes.toString("base64url") !== part) throw new InvalidToken("encoding");
  return bytes;
}
