import { exportJWK, generateKeyPair, SignJWT } from "jose";

import type { ResourceMetadata } from "../../service/answers.ts";
import { type Operation, operations, wishesPath } from "../../service/contract.ts";
import { discoveryUrl } from "../issuer-address.ts";

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** What came of one request. */
export type Reply = Answer | { unreachable: string };

/** All that was asked and answered; judging it takes nothing else. */
export interface Probes {
  /** Address of the wishes. */
  url: string;
  list: Reply;
  badLimit: Reply;
  /** What came of asking for a wish that there is not. */
  noWish: Reply;
  wrongMethod: Reply;
  page: Reply;
  metadata: Reply;
  /** Absent when the metadata names no issuer. */
  discovery?: { url: string; issuer: string; reply: Reply };
  /** One for each operation that needs a token. */
  closed: ClosedProbe[];
}

export interface ClosedProbe {
  operation: Operation;
  withoutToken: Reply;
  forgedToken: Reply;
  /** Absent when no token was given. */
  givenToken?: Reply;
}

export interface ProbeOptions {
  fetch: typeof globalThis.fetch;
  now: () => Date;
  /** An access token of a person who may add, change and remove. */
  accessToken?: string;
}

const closedOperations = Object.values<Operation>(operations).filter(({ who }) => who !== "anybody");

// A cold start and a function that runs into its time are both within it.
const timeoutMilliseconds = 20_000;

/**
 * Asks an API and its issuer everything that a check needs.
 *
 * Nothing is changed, even by an API that lets everybody in: what it sends to POST is not a wish, and what it changes and
 * removes is none that there is.
 */
export async function probe(url: string, options: ProbeOptions): Promise<Probes> {
  const api = url.slice(0, -wishesPath.length);
  const ask = (address: string, init?: RequestInit) => send(options.fetch, address, init);
  const call = ({ method, path }: Operation, authorization?: string) =>
    // No wish has this id, and no wish or list this field, so there is nothing that such a request could touch.
    ask(`${api}${path.replaceAll(/\{\w+\}/gu, "smoke")}`, {
      method,
      headers: { "content-type": "application/json", ...(authorization !== undefined && { authorization }) },
      ...(method !== "GET" && method !== "HEAD" && { body: '{"smoke":true}' }),
    });

  const metadata = await call(operations.metadata);
  const described = (readJson(metadata) ?? {}) as Partial<ResourceMetadata>;
  const issuer = described.authorization_servers?.[0];
  const discovery = issuer === undefined ? undefined : await discover(issuer, ask);
  const keyId = discovery && (await firstKeyId(discovery.reply, ask));
  const forged = await forgeToken(described, keyId, options.now());
  const { accessToken } = options;
  async function tryOut(operation: Operation): Promise<ClosedProbe> {
    const withoutToken = await call(operation);
    const forgedToken = await call(operation, `Bearer ${forged}`);
    if (accessToken === undefined) return { operation, withoutToken, forgedToken };
    return { operation, withoutToken, forgedToken, givenToken: await call(operation, `Bearer ${accessToken}`) };
  }
  return {
    url,
    metadata,
    ...(discovery && { discovery }),
    list: await ask(`${url}?limit=1`),
    badLimit: await ask(`${url}?limit=0`),
    noWish: await call(operations.show),
    wrongMethod: await ask(url, { method: "PUT" }),
    page: await call(operations.page),
    closed: await Promise.all(closedOperations.map(tryOut)),
  };
}

/** The body of an answer as JSON, whatever its status; `undefined` when it is something else. */
export function readJson(reply: Reply): unknown {
  if ("unreachable" in reply) return undefined;
  try {
    return JSON.parse(reply.body);
  } catch {
    return undefined;
  }
}

async function send(fetch: ProbeOptions["fetch"], address: string, init: RequestInit = {}): Promise<Reply> {
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const response = await fetch(address, { ...init, redirect: "manual", signal });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    // What went wrong on the wire stands in the cause.
    const { message, cause } = error as Error;
    return { unreachable: cause instanceof Error && cause.message ? cause.message : message };
  }
}

async function discover(issuer: string, ask: (address: string) => Promise<Reply>) {
  const url = discoveryUrl(issuer);
  return { url, issuer, reply: await ask(url) };
}

/** The id of a real key of the issuer's, so that only the signature of a forged token is wrong. */
async function firstKeyId(discovery: Reply, ask: (address: string) => Promise<Reply>): Promise<string | undefined> {
  const { jwks_uri: jwksUri } = (readJson(discovery) ?? {}) as { jwks_uri?: string };
  if (jwksUri === undefined) return undefined;
  const { keys } = (readJson(await ask(jwksUri)) ?? {}) as { keys?: { kid?: string; kty?: string }[] };
  return keys?.find(({ kty }) => kty === "RSA")?.kid;
}

/** A token that says all the right things, signed with a key that the issuer does not know. */
async function forgeToken(metadata: Partial<ResourceMetadata>, keyId: string | undefined, now: Date): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const { n } = await exportJWK(publicKey);
  return new SignJWT({ scope: (metadata.scopes_supported ?? []).join(" ") })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: keyId ?? String(n).slice(0, 20) })
    .setIssuer(metadata.authorization_servers?.[0] ?? "https://issuer.invalid/")
    .setAudience(metadata.audience ?? "https://auth0-jwt-authorizer")
    .setSubject("smoke|nobody")
    .setIssuedAt(now)
    .setExpirationTime(new Date(now.getTime() + 60_000))
    .sign(privateKey);
}
