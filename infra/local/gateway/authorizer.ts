import type { JwtAuthorizerModel } from "../template/model.ts";
import { bareChallenge, InvalidToken, invalidTokenChallenge } from "./challenge.ts";
import { checkClaims, renderClaims, scopesOf } from "./claims.ts";
import type { FindKeys } from "./issuer-keys.ts";
import { Refusal } from "./refusal.ts";
import { type GatewayRequest, headerValue } from "./request.ts";
import { checkSignature } from "./signature.ts";
import { parseToken } from "./token.ts";

/** What a function learns of the caller: `requestContext.authorizer.jwt`. */
export interface Authorization {
  claims: Record<string, string>;
  /** All scopes of the token; `null` on a route that asks for none, whatever the token holds. */
  scopes: string[] | null;
}

/** Lets a request pass, or rejects with `Refusal`: `unauthorized` with a challenge, or `forbidden`. */
export type Authorize = (request: GatewayRequest) => Promise<Authorization>;

/**
 * Builds the JWT authorizer of one route. `now` is in milliseconds.
 *
 * Source: API Gateway developer guide (http-api-jwt-authorizer).
 */
export function createAuthorizer(model: JwtAuthorizerModel, findKeys: FindKeys, now: () => number): Authorize {
  const verify = async (credentials: string) => {
    const token = parseToken(withoutScheme(credentials));
    await checkSignature(token, findKeys);
    checkClaims(token.claims, model, now() / 1000);
    return token.claims;
  };
  return async (request) => {
    const credentials = credentialsOf(request, model.identitySources);
    if (!credentials) {
      throw new Refusal("unauthorized", { authorizerError: "missing: token not provided" }, bareChallenge);
    }
    const claims = await verify(credentials).catch((error: unknown) => {
      throw error instanceof InvalidToken ? unauthorized(error, model.scopes) : error;
    });
    const scopes = scopesOf(claims);
    if (model.scopes.length > 0 && !model.scopes.some((scope) => scopes.includes(scope))) {
      // Not captured: a challenge with a 403, and the words in the log. Here it has none, and these words.
      throw new Refusal("forbidden", {
        authorizerError: "insufficient_scope: the token has none of the route's scopes",
      });
    }
    return { claims: renderClaims(claims), scopes: model.scopes.length > 0 ? scopes : null };
  };
}

/**
 * Reads the identity sources in order; the first that is there counts.
 *
 * Not captured: what the authorizer makes of two Authorization headers. Here they are joined by a comma, as they reach
 * a function, and no such text is a valid token: two credentials never let a request pass.
 */
function credentialsOf(request: GatewayRequest, identitySources: string[]): string | undefined {
  for (const source of identitySources) {
    const [, place, name = ""] = /^\$request\.(header|querystring)\.(.+)$/u.exec(source) ?? [];
    const value =
      place === "header"
        ? headerValue(request, name.toLowerCase())
        : place === "querystring"
          ? new URLSearchParams(request.queryString).getAll(name).join(",")
          : undefined;
    if (value) return value;
  }
  return undefined;
}

/** Not captured: `bearer` in other letters. It is refused; only the documented `Bearer ` is taken off. */
function withoutScheme(credentials: string): string {
  return credentials.startsWith("Bearer ") ? credentials.slice("Bearer ".length) : credentials;
}

function unauthorized(error: InvalidToken, routeScopes: string[]): Refusal {
  return new Refusal(
    "unauthorized",
    { authorizerError: `invalid_token: ${error.message}` },
    invalidTokenChallenge(routeScopes, error.message),
  );
}
