import { fetchJson } from "../fetch-json.ts";
import { discoveryUrl } from "../issuer-address.ts";

// A tenant that has been idle takes a while. The authorizer of API Gateway waits 1.5 s, but asks again with the next request.
const limits = { timeoutMilliseconds: 10_000, maxBytes: 150_000 };

interface DiscoveryDocument {
  issuer?: unknown;
  jwks_uri?: unknown;
  device_authorization_endpoint?: unknown;
}

/**
 * Asks the issuer what CreateAuthorizer and `wish login` will ask it, and says for each problem what to do.
 *
 * CreateAuthorizer reads the discovery document too, but fails minutes into a deployment, with a less helpful message.
 *
 * Source: OpenID Connect Discovery 1.0 §4.3, RFC 8628 §4; API Gateway developer guide (http-api-jwt-authorizer).
 */
export async function preflightProblems(issuer: string, fetch: typeof globalThis.fetch): Promise<string[]> {
  const url = discoveryUrl(issuer);
  let document: DiscoveryDocument;
  try {
    document = (await fetchJson(fetch, url, limits)) ?? {};
  } catch (error) {
    return [
      `The issuer has no discovery document at ${url} (${reason(error)}). Check WISH_ISSUER for a typing error, and that there is such an issuer.`,
    ];
  }
  const problems: string[] = [];
  if (document.issuer !== issuer) {
    problems.push(
      `The issuer calls itself ${String(document.issuer)}. Set WISH_ISSUER to exactly that instead of ${issuer}, since it is what every token says.`,
    );
  }
  if (typeof document.device_authorization_endpoint !== "string") {
    problems.push(
      "The issuer has no device_authorization_endpoint, so wish login cannot work. Use one that supports the device authorization grant (RFC 8628).",
    );
  }
  const keysProblem = await problemOfKeys(document.jwks_uri, fetch);
  return keysProblem === undefined ? problems : [...problems, keysProblem];
}

async function problemOfKeys(jwksUri: unknown, fetch: typeof globalThis.fetch): Promise<string | undefined> {
  if (typeof jwksUri !== "string")
    return "The issuer's discovery document has no jwks_uri, so no token can be checked.";
  try {
    const { keys } = ((await fetchJson(fetch, jwksUri, limits)) ?? {}) as { keys?: { kty?: string }[] };
    if (keys?.some(({ kty }) => kty === "RSA")) return undefined;
    return `The issuer has no RSA key at ${jwksUri}. API Gateway accepts no other keys. Have the API's tokens signed with RS256.`;
  } catch (error) {
    return `The issuer's keys at ${jwksUri} cannot be read (${reason(error)}). API Gateway will refuse every token.`;
  }
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
