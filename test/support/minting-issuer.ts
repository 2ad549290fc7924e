import { constants, createHmac, KeyObject, sign } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { exportJWK, exportSPKI, generateKeyPair, type JWK } from "jose";

type Answer = (response: ServerResponse) => void;

export interface MintingIssuer {
  /** With its trailing slash, like an Auth0 tenant. */
  issuer: string;
  /** What the key set holds; assign to change it. */
  keys: JWK[];
  /** The id of the key that `mint` signs with. */
  keyId: string;
  /** Paths asked for so far, oldest first. */
  requests: string[];
  /** Answers for paths, in place of the usual ones. */
  answers: Map<string, Answer>;
  /**
   * Signs a token that is good for an hour; claims and header members given here win, `undefined` leaves one out.
   *
   * Whatever algorithm the header says is used: RS… and PS… with the issuer's key, HS… with its public key as the
   * secret, `none` with an empty signature, any other like RS256.
   */
  mint(claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
  /** Takes a new key; the former is gone from the key set. */
  rotateKey(): Promise<void>;
  close(): Promise<void>;
}

export type IssuerKey = Awaited<ReturnType<typeof createIssuerKey>>;

export const testAudience = "https://auth0-jwt-authorizer";
export const discoveryPath = "/.well-known/openid-configuration";
export const jwksPath = "/.well-known/jwks.json";

/**
 * Starts an OpenID issuer on 127.0.0.1 whose tokens a gateway checks: discovery, key set, and tokens for the asking.
 *
 * It makes a key of its own, which takes a while, unless it is given its first one.
 */
export async function startMintingIssuer(firstKey?: IssuerKey): Promise<MintingIssuer> {
  let key = firstKey ?? (await createIssuerKey());
  const requests: string[] = [];
  const answers = new Map<string, Answer>();

  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const answer = answers.get(path);
    if (answer) answer(response);
    else if (path === discoveryPath) sendJson(response, { issuer, jwks_uri: `${issuer.slice(0, -1)}${jwksPath}` });
    else if (path === jwksPath) sendJson(response, { keys: mintingIssuer.keys });
    else response.writeHead(404).end();
  });
  const issuer = `http://127.0.0.1:${await listen(server)}/`;

  const mintingIssuer: MintingIssuer = {
    issuer,
    keys: [key.publicJwk],
    keyId: key.publicJwk.kid ?? "",
    requests,
    answers,
    mint(claims = {}, header = {}) {
      const nowSeconds = Math.floor(Date.now() / 1000);
      const times = { iat: nowSeconds, exp: nowSeconds + 3600 };
      const payload = { iss: issuer, aud: testAudience, sub: "auth0|tester", ...times, ...claims };
      const fullHeader = { alg: "RS256", typ: "JWT", kid: mintingIssuer.keyId, ...header };
      const signingInput = `${base64urlJson(fullHeader)}.${base64urlJson(payload)}`;
      return `${signingInput}.${key.sign(fullHeader.alg, signingInput).toString("base64url")}`;
    },
    async rotateKey() {
      key = await createIssuerKey(`key-${Number(mintingIssuer.keyId.slice("key-".length)) + 1}`);
      mintingIssuer.keys = [key.publicJwk];
      mintingIssuer.keyId = key.publicJwk.kid ?? "";
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return mintingIssuer;
}

/** A key that an issuer signs with; `kid` is `key-1` unless told otherwise. */
export async function createIssuerKey(kid = "key-1") {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256" };
  const publicPem = await exportSPKI(publicKey);
  const privateKeyObject = KeyObject.from(privateKey);
  return {
    publicJwk,
    sign(alg: unknown, input: string): Buffer {
      if (alg === "none") return Buffer.alloc(0);
      const [, family = "RS", bits = "256"] = /^(HS|PS|RS)(256|384|512)$/u.exec(String(alg)) ?? [];
      if (family === "HS") return createHmac(`sha${bits}`, publicPem).update(input).digest();
      const padding = family === "PS" ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
      return sign(`RSA-SHA${bits}`, Buffer.from(input), { key: privateKeyObject, padding });
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function base64urlJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
