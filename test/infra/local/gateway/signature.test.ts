import { createHash, generateKeyPair, sign } from "node:crypto";
import { promisify } from "node:util";

import type { JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createIssuerKeys } from "../../../../infra/local/gateway/issuer-keys.ts";
import { checkSignature } from "../../../../infra/local/gateway/signature.ts";
import { parseToken } from "../../../../infra/local/gateway/token.ts";
import { startMintingIssuer, type MintingIssuer } from "../../../support/minting-issuer.ts";

let issuer: MintingIssuer;
let key: JWK;

beforeAll(async () => {
  issuer = await startMintingIssuer();
  [key = {}] = issuer.keys;
});

afterAll(() => issuer.close());

/** Checks a token, or else one of the issuer, while its key set holds these. */
async function checkWith(keys: unknown[], header?: Record<string, unknown>, token?: string): Promise<void> {
  issuer.keys = keys as JWK[];
  const parsed = parseToken(token ?? issuer.mint({}, header));
  await checkSignature(parsed, createIssuerKeys(issuer.issuer, fetch, Date.now));
}

async function anotherKey(): Promise<JWK> {
  return (await signWith(2048, 65_537)).jwk as JWK;
}

/** A number as a key holds it: base64url of its bytes (RFC 7518 §2). */
function numberText(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex").toString("base64url");
}

/** What the signature of a text, raised to the exponent, must be with a key of 2,048 bits (RFC 8017 §9.2). */
function paddedHash(text: string): Buffer {
  const digestInfo = Buffer.concat([
    Buffer.from("3031300d060960864801650304020105000420", "hex"),
    createHash("sha256").update(text).digest(),
  ]);
  return Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.alloc(256 - 3 - digestInfo.length, 0xff),
    Buffer.of(0),
    digestInfo,
  ]);
}

/** A key pair of this many bits and this exponent, and a token that it has signed. */
async function signWith(modulusLength: number, publicExponent: number) {
  const pair = await promisify(generateKeyPair)("rsa", { modulusLength, publicExponent });
  const [head = "", claims = ""] = issuer.mint().split(".");
  const signature = sign("RSA-SHA256", Buffer.from(`${head}.${claims}`), pair.privateKey).toString("base64url");
  return {
    jwk: { ...pair.publicKey.export({ format: "jwk" }), kid: key.kid },
    token: `${head}.${claims}.${signature}`,
  };
}

describe("a signature passes", () => {
  it.each(["RS256", "RS384", "RS512"])("with %s", async (alg) => {
    await expect(checkWith([{ ...key, alg: undefined }], { alg })).resolves.toBeUndefined();
  });

  it.each<[string, Record<string, unknown>]>([
    ["for verifying", { key_ops: ["verify"] }],
    ["for verifying and more", { key_ops: ["sign", "verify"] }],
    ["that does not say what it is for", { use: undefined }],
  ])("with a key %s", async (_, changes) => {
    await expect(checkWith([{ ...key, ...changes }])).resolves.toBeUndefined();
  });

  it("when its key stands among anything else", async () => {
    const rest = [null, 1, "key", {}, { kty: "RSA", kid: key.kid }, { kty: "oct", kid: key.kid, k: "AA" }];
    await expect(checkWith([...rest, key])).resolves.toBeUndefined();
  });

  it("when one of several keys with its id fits", async () => {
    await expect(checkWith([{ ...(await anotherKey()), kid: key.kid }, key])).resolves.toBeUndefined();
  });
});

describe("a signature fails", () => {
  it("with another key of the same id", async () => {
    const other = { ...(await anotherKey()), kid: key.kid };
    await expect(checkWith([other])).rejects.toMatchObject({ code: "signature" });
  });

  it.each<[string, Record<string, unknown>]>([
    ["for encryption", { use: "enc" }],
    ["for signing only", { key_ops: ["sign"] }],
    ["for nothing", { key_ops: [] }],
    ["for what is no list", { key_ops: "verify" }],
    ["for another algorithm", { alg: "RS512" }],
    ["for an algorithm that is no text", { alg: 256 }],
    ["without an id", { kid: undefined }],
    ["too short to be safe", { n: Buffer.alloc(128, 0xff).toString("base64url") }],
    ["without a modulus", { n: 7 }],
    ["of the exponent 1", { e: numberText(1n) }],
    ["of the exponent 3", { e: numberText(3n) }],
    ["of an even exponent", { e: numberText(65_538n) }],
    ["of an exponent of 257 bits", { e: numberText(2n ** 256n + 1n) }],
  ])("with a key %s", async (_, changes) => {
    await expect(checkWith([{ ...key, ...changes }])).rejects.toMatchObject({ code: "key_unknown" });
  });

  it.each([
    [1024, 65_537],
    [2040, 65_537],
    [2048, 3],
    [2048, 17],
  ])("that a key of %i bits with the exponent %i has made", async (bits, exponent) => {
    const { jwk, token } = await signWith(bits, exponent);
    await expect(checkWith([jwk], {}, token)).rejects.toMatchObject({ code: "key_unknown" });
  });

  it("that was made without a private key, since the exponent is 1", async () => {
    const [head = "", claims = ""] = issuer.mint().split(".");
    const forged = `${head}.${claims}.${paddedHash(`${head}.${claims}`).toString("base64url")}`;
    await expect(checkWith([{ ...key, e: numberText(1n) }], {}, forged)).rejects.toMatchObject({ code: "key_unknown" });
  });
});
