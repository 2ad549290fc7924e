import type { ResourceMetadata } from "../../service/answers.ts";
import { operations } from "../../service/contract.ts";
import { operationUrl, requireSafeTransport } from "../api-url.ts";
import { Failure } from "../failure.ts";
import type { Send } from "../http/message.ts";
import type { RunSettings, SignInMethod } from "../settings.ts";
import { refusal } from "./refusal.ts";

/**
 * Asks an API how to sign in to it (RFC 9728); `undefined` when it does not say.
 *
 * @throws Failure `unexpected_answer` when what it says is about another API (RFC 9728 §3.3) or is not complete
 */
export async function fetchSignIn(send: Send, apiUrl: string): Promise<SignInMethod | undefined> {
  const url = operationUrl(apiUrl, operations.metadata).href;
  const response = await send({ url, method: "GET", headers: { accept: "application/json" } });
  if (response.status === 429 || response.status >= 500) throw refusal(url, response);
  const metadata = response.status === 200 ? parseMetadata(response.body) : undefined;
  if (!metadata) return undefined;
  if (metadata.resource !== apiUrl) {
    throw new Failure("unexpected_answer", `${apiUrl} calls itself ${String(metadata.resource)}.`, {
      hints: ["Use the address that it calls itself, or say how to sign in with --issuer, --client-id and --audience."],
    });
  }
  const {
    authorization_servers: [issuer] = [],
    client_id: clientId,
    audience,
    scopes_supported: scopes = [],
  } = metadata;
  if (!issuer || !clientId || !audience || !URL.canParse(issuer)) {
    throw new Failure(
      "unexpected_answer",
      `${url} does not say how to sign in: issuer, client id or audience is missing.`,
    );
  }
  requireSafeTransport(new URL(issuer));
  return { issuer, clientId, audience, scopes };
}

/**
 * How to sign in to an API: as `wish init` has remembered it, otherwise as the API says.
 *
 * @throws Failure `bad_settings` when neither knows
 */
export async function findSignIn(settings: RunSettings, apiUrl: string, send: Send): Promise<SignInMethod> {
  const signIn = settings.signIn ?? (await fetchSignIn(send, apiUrl));
  if (signIn) return signIn;
  throw signInUnknown(apiUrl);
}

/** What tokens an API wants: as it says itself, otherwise as is remembered; `undefined` when neither knows. */
export async function findWantedToken(
  settings: RunSettings,
  apiUrl: string,
  send: Send,
): Promise<SignInMethod | undefined> {
  const said = await fetchSignIn(send, apiUrl).catch(() => undefined);
  return said ?? settings.signIn;
}

export function signInUnknown(apiUrl: string): Failure {
  return new Failure("bad_settings", `${apiUrl} does not say how to sign in to it.`, {
    hints: [
      "Set it once yourself:",
      `  wish init ${apiUrl} --issuer <url> --client-id <id> --audience <audience> [--scope <scopes>]`,
      "Listing needs none of this: `wish list --api <url>`, or set WISH_API_URL.",
    ],
  });
}

function parseMetadata(body: string): Partial<ResourceMetadata> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && hasTextLists(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the members used here have the types of RFC 9728 §2, where they are present. */
function hasTextLists(value: object): value is Partial<ResourceMetadata> {
  const members = value as Record<string, unknown>;
  return (
    [members["resource"], members["client_id"], members["audience"]].every(isTextOrAbsent) &&
    [members["authorization_servers"], members["scopes_supported"]].every(isTextListOrAbsent)
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isTextListOrAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((each) => typeof each === "string"));
}
