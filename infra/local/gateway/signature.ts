import { type KeyObject, verify } from "node:crypto";

import { InvalidToken } from "./challenge.ts";
import type { FindKeys } from "./issuer-keys.ts";
import type { ParsedToken } from "./token.ts";

/**
 * "Only RSA-based algorithms are supported" (http-api-jwt-authorizer).
 *
 * Not captured: PS256, PS384 and PS512. Here they are refused.
 */
const hashes: Record<string, string> = { RS256: "RSA-SHA256", RS384: "RSA-SHA384", RS512: "RSA-SHA512" };

/**
 * Checks a token's signature with the key of the issuer that its header names.
 *
 * A key that is bound to another algorithm counts as unknown. When the issuer publishes several keys under one id, one of
 * them has to fit.
 *
 * @throws {InvalidToken} `algorithm`, `header_parameter`, `key_id_missing`, `key_unknown`, `signature`, or what `findKeys`
 *   throws
 */
export async function checkSignature(token: ParsedToken, findKeys: FindKeys): Promise<void> {
  const { alg, kid } = token.header;
  const hash = typeof alg === "string" && Object.hasOwn(hashes, alg) ? hashes[alg] : undefined;
  if (hash === undefined) throw new InvalidToken("algorithm");
  // No extension is supported here, and b64 changes what was signed (RFC 7515 §4.1.11, RFC 7797 §3).
  if ("crit" in token.header || "b64" in token.header) throw new InvalidToken("header_parameter");
  if (typeof kid !== "string" || kid === "") throw new InvalidToken("key_id_missing");

  const keys = (await findKeys(kid)).filter(({ algorithm }) => algorithm === undefined || algorithm === alg);
  if (keys.length === 0) throw new InvalidToken("key_unknown");
  for (const { publicKey } of keys) {
    if (await matches(hash, token, publicKey)) return;
  }
  throw new InvalidToken("signature");
}

/** With a callback, Node verifies on its thread pool and does not hold up other requests. */
function matches(hash: string, { signingInput, signature }: ParsedToken, key: KeyObject): Promise<boolean> {
  return new Promise((resolve) => {
    verify(hash, signingInput, key, signature, (error, matched) => resolve(error === null && matched));
  });
}
