import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";

import type { JWK } from "jose";

/** Signs like a JWS: takes the signing input, gives the signature. */
export type Sign = (input: string) => Buffer;

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const shortRsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const edwards = generateKeyPairSync("ed25519");

/** The keys of somebody who is not the issuer. */
export const foreign = {
  rs256: (input: string) => sign("RSA-SHA256", Buffer.from(input), rsa.privateKey),
  shortRs256: (input: string) => sign("RSA-SHA256", Buffer.from(input), shortRsa.privateKey),
  es256: (input: string) => sign("SHA256", Buffer.from(input), { key: elliptic.privateKey, dsaEncoding: "ieee-p1363" }),
  es256Der: (input: string) => sign("SHA256", Buffer.from(input), elliptic.privateKey),
  edDsa: (input: string) => sign(null, Buffer.from(input), edwards.privateKey),
} satisfies Record<string, Sign>;

/** The public half of `foreign.rs256`, under the id that the issuer's own key has. */
export function foreignJwk(kid: string): JWK {
  return { ...(rsa.publicKey.export({ format: "jwk" }) as JWK), kid, use: "sig", alg: "RS256" };
}

/** HMAC with a secret that everybody knows. */
export function hmac(bits: "256" | "384" | "512", secret: string | Buffer): Sign {
  return (input) => createHmac(`sha${bits}`, secret).update(input).digest();
}

/** Every spelling of the issuer's public key that a careless verifier may take for a shared secret. */
export function publicSecrets(jwk: JWK): [name: string, secret: string | Buffer][] {
  const key: KeyObject = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
  const pem = key.export({ type: "spki", format: "pem" }).toString();
  return [
    ["as SPKI in PEM", pem],
    ["as SPKI in PEM without its last line break", pem.trimEnd()],
    ["as SPKI in PEM with CR LF", pem.replaceAll("\n", "\r\n")],
    ["as PKCS #1 in PEM", key.export({ type: "pkcs1", format: "pem" }).toString()],
    ["as SPKI in DER", key.export({ type: "spki", format: "der" })],
    ["as PKCS #1 in DER", key.export({ type: "pkcs1", format: "der" })],
    ["as its modulus in base64url", jwk.n ?? ""],
    ["as the bytes of its modulus", Buffer.from(jwk.n ?? "", "base64url")],
    ["as JWK", JSON.stringify(jwk)],
    ["as its id", jwk.kid ?? ""],
    ["as nothing", ""],
  ];
}
