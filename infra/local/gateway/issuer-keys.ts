import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";

import { fetchJson } from "../../fetch-json.ts";
import { discoveryUrl, isTrustedTransport } from "../../issuer-address.ts";
import { LocalStackFailure } from "../failure.ts";
import { InvalidToken } from "./challenge.ts";

interface SigningKey {
  id: string;
  /** The only algorithm that it may be used with; `undefined` allows any. */
  algorithm: string | undefined;
  publicKey: KeyObject;
}

/**
 * Finds the issuer's keys with this id.
 *
 * @throws {InvalidToken} `discovery_failed` or `jwks_failed` when the issuer does not answer as it should
 */
export type FindKeys = (keyId: string) => Promise<SigningKey[]>;

// Quotas of HTTP APIs (http-api-quotas). Not captured: a limit on the discovery document. Here it is that of the keys.
const fetchLimits = { timeoutMilliseconds: 1500, maxBytes: 150_000 };

// "API Gateway can cache the public key for two hours" (http-api-jwt-authorizer).
const cacheMilliseconds = 2 * 60 * 60 * 1000;

// Not captured: whether an unknown key id makes the gateway fetch again. Here it does, so that a new key works soon, but
// not often enough to flood the issuer with made-up ids.
const refetchPauseMilliseconds = 10_000;

// Not captured: what follows a failed fetch. Here a short pause keeps clients from overloading an issuer in trouble.
const failurePauseMilliseconds = 1000;

// RFC 7518 §3.3, and FIPS 186-5 §A.1.1 for exponents. With the exponent 1, anybody can sign without a private key.
// Not captured: which RSA keys API Gateway refuses, since AWS says nothing about size or exponent. The keys of Auth0 and
// Cognito, which it takes, have 2,048 bits and the exponent 65,537. Here any key within the two standards is taken.
const minModulusBits = 2048;
const minExponent = 65_537n;
const maxExponent = 2n ** 256n - 1n;

/**
 * Keeps the signing keys of one issuer. They are found through its discovery document, and fetched when first needed.
 *
 * `now` is in milliseconds, of a clock that is never set. Requests that need a fetch at the same time share it.
 *
 * Source: OpenID Connect Discovery 1.0 §4; API Gateway developer guide (http-api-jwt-authorizer).
 *
 * @throws {LocalStackFailure} `assembly_unusable` when the issuer uses neither HTTPS nor this machine
 */
export function createIssuerKeys(issuer: string, fetch: typeof globalThis.fetch, now: () => number): FindKeys {
  if (!isTrustedTransport(issuer)) {
    const message = `The issuer ${issuer} must be an https:// address, or http:// on this machine (127.0.0.1, localhost).`;
    throw new LocalStackFailure("assembly_unusable", message);
  }
  let cached: { keys: SigningKey[]; atMilliseconds: number } | undefined;
  let failed: { error: unknown; atMilliseconds: number } | undefined;
  let pending: Promise<SigningKey[]> | undefined;

  const load = async (): Promise<SigningKey[]> => {
    try {
      const keys = await fetchKeys(issuer, fetch);
      cached = { keys, atMilliseconds: now() };
      return keys;
    } catch (error) {
      failed = { error, atMilliseconds: now() };
      throw error;
    } finally {
      pending = undefined;
    }
  };
  const reload = (): Promise<SigningKey[]> => {
    if (failed && now() - failed.atMilliseconds < failurePauseMilliseconds) return Promise.reject(failed.error);
    pending ??= load();
    return pending;
  };

  return async (keyId) => {
    const named = (keys: SigningKey[]) => keys.filter(({ id }) => id === keyId);
    const age = cached ? now() - cached.atMilliseconds : Infinity;
    if (!cached || age >= cacheMilliseconds) return named(await reload());
    const found = named(cached.keys);
    return found.length > 0 || age < refetchPauseMilliseconds ? found : named(await reload());
  };
}

async function fetchKeys(issuer: string, fetch: typeof globalThis.fetch): Promise<SigningKey[]> {
  const jwksUri = await fetchJson(fetch, discoveryUrl(issuer), fetchLimits)
    .then((document) => readJwksUri(document, issuer))
    .catch((cause: unknown) => {
      throw new InvalidToken("discovery_failed", { cause });
    });
  return fetchJson(fetch, jwksUri, fetchLimits)
    .then(readKeys)
    .catch((cause: unknown) => {
      throw new InvalidToken("jwks_failed", { cause });
    });
}

function readJwksUri(document: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: jwksUri } = document as { issuer?: unknown; jwks_uri?: unknown };
  // Not captured: whether API Gateway compares the issuer that the discovery document names. Here it is compared, as
  // OpenID Connect Discovery §4.3 requires.
  if (named !== issuer) throw new Error("The discovery document names another issuer.");
  if (typeof jwksUri !== "string" || !isTrustedTransport(jwksUri)) throw new Error("jwks_uri cannot be used.");
  return jwksUri;
}

/** Leaves out keys that cannot be used, as RFC 7517 §5 says. */
function readKeys(document: unknown): SigningKey[] {
  const { keys } = document as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error("The key set has no keys.");
  return keys.flatMap((jwk: unknown) => readKey(jwk) ?? []);
}

function readKey(jwk: unknown): SigningKey | undefined {
  if (typeof jwk !== "object" || jwk === null) return undefined;
  const { kty, kid, alg, n, e } = jwk as Record<string, unknown>;
  if (kty !== "RSA" || typeof kid !== "string" || !mayVerify(jwk)) return undefined;
  if (alg !== undefined && typeof alg !== "string") return undefined;
  try {
    const publicKey = createPublicKey({ key: { kty, n, e } as JsonWebKey, format: "jwk" });
    return isStrong(publicKey) ? { id: kid, algorithm: alg, publicKey } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a key is meant for verifying (RFC 7517 §4.2, §4.3). One that does not say what it is for may be used.
 *
 * Not captured: whether API Gateway looks at `use` and `key_ops`. Here a key that excludes verifying is not used.
 */
function mayVerify(jwk: { use?: unknown; key_ops?: unknown }): boolean {
  const { use = "sig", key_ops: operations = ["verify"] } = jwk;
  return use === "sig" && Array.isArray(operations) && operations.includes("verify");
}

function isStrong({ asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = asymmetricKeyDetails;
  return bits >= minModulusBits && exponent >= minExponent && exponent <= maxExponent && exponent % 2n === 1n;
}
