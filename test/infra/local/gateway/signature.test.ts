import { exportJWK, generateKeyPair, type JWK } from "jose";
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

/** Checks a token of the issuer while its key set holds these. */
async function checkWith(keys: unknown[], header?: Record<string, unknown>): Promise<void> {
  issuer.keys = keys as JWK[];
  await checkSignature(parseToken(issuer.mint({}, header)), createIssuerKeys(issuer.issuer, fetch, Date.now));
}

async function anotherKey(): Promise<JWK> {
  const { publicKey } = await generateKeyPair("RS256", { extractable: true });
  return exportJWK(publicKey);
}

describe("a signature passes", () => {
  it.each(["RS256", "RS384", "RS512"])("with %s", async (alg) => {
    await expect(checkWith([{ ...key, alg: undefined }], { alg })).resolves.toBeUndefined();
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
    ["for another algorithm", { alg: "RS512" }],
    ["for an algorithm that is no text", { alg: 256 }],
    ["without an id", { kid: undefined }],
    ["too short to be safe", { n: Buffer.alloc(128, 0xff).toString("base64url") }],
    ["without a modulus", { n: 7 }],
  ])("with a key %s", async (_, changes) => {
    await expect(checkWith([{ ...key, ...changes }])).rejects.toMatchObject({ code: "key_unknown" });
  });
});
