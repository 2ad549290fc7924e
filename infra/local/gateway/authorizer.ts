import type { JwtAuthorizerModel } from "../template/model.ts";
import { bareChallenge, InvalidToken, invalidTokenChallenge } from "./challenge.ts";
import { checkClaims, renderClaims, scopesOf } from "./claims.ts";
import type { FindKeys } from "./issuer-keys.ts";
import { Refusal } from "./refusal.ts";
import { type GatewayRequest, headerValue } from "./request.ts";
import { checkSignature } from "./signature.ts";
import { parseToken } from "./token.ts";

/** What a function learns about the caller: `requestContext.authorizer.jwt`. */
export interface Authorization {
  claims: Record<string, string>;
  /** All scopes of the token; `null` on a route that requires none, whatever the token holds. */
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
      // Not captured: whether a 403 carries a challenge, and what the log says. Here it carries none, and the log says this.
      throw new Refusal("forbidden", {
        authorizerError: "insufficient_scope: the token has none of the route's scopes",
      });
    }
    return { claims: renderClaims(claims), scopes: model.scopes.length > 0 ? scopes : null };
  };
}

/**
 * Reads the identity sources in order. The first one that the request has counts.
 *
 * Not captured: how the authorizer treats two Authorization headers. Here they are joined by a comma, as a function gets
 * them. No such text is a valid token, so a request with two credentials is always refused.
 */
function credentialsOf(request: GatewayRequest, identitySources: string[]): string | undefined {
  for (const source of identitySources) {
    const [, location, name = ""] = /^\$request\.(header|querystring)\.(.+)$/u.exec(source) ?? [];
    const value =
      location === "header"
        ? headerValue(request, name.toLowerCase())
        : location === "querystring"
          ? new URLSearchParams(request.queryString).getAll(name).join(",")
          : undefined;
    if (value) return value;
  }
  return undefined;
}

/** Not captured: `bearer` in other letter case. Here it is refused: only the documented `Bearer ` is removed. */
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
