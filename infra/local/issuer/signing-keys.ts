import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import writeFileAtomic from "write-file-atomic";

import { issuerFolderFailure } from "./record-store.ts";

/** The issuer's private keys as a JSON Web Key Set (RFC 7517). */
export interface SigningKeys {
  keys: JWK[];
}

/**
 * Reads the signing keys in a folder. An empty folder gets new ones. Without a folder nothing is kept.
 *
 * @throws {LocalStackFailure} `data_unusable` or `disk_full`
 */
export async function loadSigningKeys(folder: string | undefined): Promise<SigningKeys> {
  if (folder === undefined) return createSigningKeys();
  try {
    const path = join(folder, "signing-keys.json");
    const kept = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (kept !== undefined) return await parseSigningKeys(kept);
    const keys = await createSigningKeys();
    await writeFileAtomic(path, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  } catch (error) {
    throw issuerFolderFailure(folder, error);
  }
}

async function createSigningKeys(): Promise<SigningKeys> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { keys: [{ ...jwk, kid: await calculateJwkThumbprint(jwk), use: "sig", alg: "RS256" }] };
}

async function parseSigningKeys(text: string): Promise<SigningKeys> {
  try {
    const keys = JSON.parse(text) as SigningKeys;
    await Promise.all(keys.keys.map((key) => importJWK(key)));
    return keys;
  } catch {
    // The message of the parser could quote the key.
    throw new Error("signing-keys.json does not contain signing keys");
  }
}

/** Finds the public key that a token of this issuer is verified with. */
export function verificationKeys({ keys }: SigningKeys): ReturnType<typeof createLocalJWKSet> {
  return createLocalJWKSet({ keys: keys.map(({ kty, n, e, kid, use, alg }) => ({ kty, n, e, kid, use, alg }) as JWK) });
}
