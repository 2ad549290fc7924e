import type { MintingIssuer } from "../../support/minting-issuer.ts";
import { foreign, foreignJwk, hmac, publicSecrets, type Sign } from "./keys.ts";
import { assemble, base64url, claimsOf, partsOf } from "./token-text.ts";

const zeros: Sign = () => Buffer.alloc(256);
const ones: Sign = () => Buffer.alloc(256, 0xff);
const one: Sign = () => Buffer.concat([Buffer.alloc(255), Buffer.from([1])]);
const none: Sign = () => Buffer.alloc(0);

/** Tokens with claims that would pass, and a header or signature that may not. `elsewhere` holds the forger's keys. */
export function forgedSignatures(issuer: MintingIssuer, elsewhere: string): [name: string, token: () => string][] {
  const good = () => issuer.mint({ scope: "create:wishes" });
  const claims = claimsOf(good());
  const kid = issuer.keyId;
  const jwk = issuer.keys[0] ?? {};
  const made = (name: string, header: Record<string, unknown>, sign: Sign): [string, () => string] => [
    name,
    () => assemble({ typ: "JWT", kid, ...header }, claims, sign),
  ];
  const minted = (name: string, header: Record<string, unknown>): [string, () => string] => [
    name,
    () => issuer.mint({ scope: "create:wishes" }, header),
  ];
  /** Takes the true signature along under another header. */
  const relabelled = (name: string, header: unknown): [string, () => string] => [
    name,
    () => [base64url(JSON.stringify(header)), ...partsOf(good()).slice(1)].join("."),
  ];
  const notAlgorithms: unknown[] = [
    "none",
    "None",
    "NONE",
    "nOnE",
    "none ",
    "",
    "RS256 ",
    "rs256",
    "RS1",
    "RSA-SHA256",
    "RS256,none",
    "dir",
    "A256KW",
    "RSA-OAEP",
    "__proto__",
    "constructor",
    "toString",
    null,
    0,
    256,
    true,
    ["RS256"],
    { alg: "RS256" },
    undefined,
  ];
  return [
    ...notAlgorithms.flatMap((alg) => [
      made(`alg ${JSON.stringify(alg) ?? "missing"} and no signature`, { alg }, none),
      minted(`alg ${JSON.stringify(alg) ?? "missing"}, signed by the issuer`, { alg }),
    ]),
    ...(["256", "384", "512"] as const).flatMap((bits) =>
      publicSecrets(jwk).map(([name, secret]) =>
        made(`HS${bits} with the public key ${name}`, { alg: `HS${bits}` }, hmac(bits, secret)),
      ),
    ),
    ...["PS256", "PS384", "PS512"].map((alg) => minted(`${alg} with the issuer's own key`, { alg })),
    ...["RS384", "RS512"].map((alg) => minted(`${alg} with a key that is bound to RS256`, { alg })),
    made("ES256", { alg: "ES256" }, foreign.es256),
    made("ES256 with a signature in DER", { alg: "ES256" }, foreign.es256Der),
    made("ES256 of zeros", { alg: "ES256" }, () => Buffer.alloc(64)),
    made("EdDSA", { alg: "EdDSA" }, foreign.edDsa),
    made("RS256 that is ES256", { alg: "RS256" }, foreign.es256),
    made("RS256 that is an HMAC with the public key", { alg: "RS256" }, hmac("256", JSON.stringify(jwk))),

    made("another issuer's key under this key's id", { alg: "RS256" }, foreign.rs256),
    made("a key of 1,024 bits under this key's id", { alg: "RS256" }, foreign.shortRs256),
    made("another issuer's key under its own id", { alg: "RS256", kid: "theirs" }, foreign.rs256),
    made("a key in jwk", { alg: "RS256", jwk: foreignJwk(kid) }, foreign.rs256),
    made("a key in jwk under its own id", { alg: "RS256", kid: "theirs", jwk: foreignJwk("theirs") }, foreign.rs256),
    made("a key in jwk and no kid", { alg: "RS256", kid: undefined, jwk: foreignJwk(kid) }, foreign.rs256),
    made("keys at jku", { alg: "RS256", jku: `${elsewhere}jwks.json` }, foreign.rs256),
    made(
      "keys at jku under their own id",
      { alg: "RS256", kid: "theirs", jku: `${elsewhere}jwks.json` },
      foreign.rs256,
    ),
    made("a certificate at x5u", { alg: "RS256", x5u: `${elsewhere}cert.pem` }, foreign.rs256),
    made("a certificate in x5c", { alg: "RS256", x5c: ["MIIB"] }, foreign.rs256),
    made("a certificate's thumbprint", { alg: "RS256", x5t: "AAAA", "x5t#S256": "AAAA" }, foreign.rs256),
    made("an address as kid", { alg: "RS256", kid: `${elsewhere}jwks.json` }, foreign.rs256),
    made("a path as kid", { alg: "RS256", kid: "../../../../dev/null" }, hmac("256", "")),
    made("SQL as kid", { alg: "RS256", kid: "x' UNION SELECT 'key" }, foreign.rs256),
    [
      "two kids, the issuer's last",
      () => assemble(`{"alg":"RS256","kid":"theirs","kid":${JSON.stringify(kid)}}`, claims, foreign.rs256),
    ],
    [
      "two kids, the issuer's first",
      () => assemble(`{"alg":"RS256","kid":${JSON.stringify(kid)},"kid":"theirs"}`, claims, foreign.rs256),
    ],
    ["two algs", () => assemble(`{"alg":"RS256","alg":"none","kid":${JSON.stringify(kid)}}`, claims, none)],

    ...[undefined, null, "", "unknown", kid.toUpperCase(), `${kid} `, ` ${kid}`, `${kid}\u0000`, 1, [kid], { kid }].map(
      (wrong) => minted(`kid ${JSON.stringify(wrong) ?? "missing"}, signed by the issuer`, { kid: wrong }),
    ),
    minted("crit", { crit: ["exp"] }),
    minted("crit of what is not there", { crit: ["b64"] }),
    minted("crit empty", { crit: [] }),
    minted("b64 false", { b64: false, crit: ["b64"] }),

    made("no signature", { alg: "RS256" }, none),
    made("a signature of zeros", { alg: "RS256" }, zeros),
    made("a signature of ones", { alg: "RS256" }, ones),
    made("a signature of one", { alg: "RS256" }, one),
    relabelled("the signature of the token before its header changed", { alg: "RS256", kid, typ: "at+jwt" }),
    relabelled("alg none over a true signature", { alg: "none", kid }),
    [
      "the signature of another token",
      () => [...partsOf(good()).slice(0, 2), partsOf(issuer.mint({ jti: 1 }))[2]].join("."),
    ],
    ["a signature cut by a byte", () => cutSignature(good(), (bytes) => bytes.subarray(0, -1))],
    ["a signature with a byte more", () => cutSignature(good(), (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
    [
      "a signature with a zero before it",
      () => cutSignature(good(), (bytes) => Buffer.concat([Buffer.alloc(1), bytes])),
    ],
    ["claims of somebody else under a true signature", () => swapClaims(good(), { ...claims, sub: "auth0|admin" })],
    ["claims as an array", () => swapClaims(good(), [claims])],
    ["claims as null", () => swapClaims(good(), null)],
  ];
}

function cutSignature(token: string, change: (bytes: Buffer) => Buffer): string {
  const [header, claims, signature] = partsOf(token);
  return [header, claims, base64url(change(Buffer.from(signature, "base64url")))].join(".");
}

function swapClaims(token: string, claims: unknown): string {
  const [header, , signature] = partsOf(token);
  return [header, base64url(JSON.stringify(claims)), signature].join(".");
}

/** Header members that change nothing about a good token. */
export const trueHeaders: [name: string, header: Record<string, unknown>][] = [
  ["as it is", {}],
  ["typ at+jwt", { typ: "at+jwt" }],
  ["no typ", { typ: undefined }],
  ["jwk and jku of somebody else, which nobody looks at", { jwk: foreignJwk("theirs"), jku: "https://evil.example/" }],
  ["a member that means nothing here", { x: { y: [1] }, cty: "JWT" }],
];
