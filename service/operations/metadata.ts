import type { ResourceMetadata } from "../answers.ts";
import { scopes, wishesPath } from "../contract.ts";
import { json } from "../http.ts";
import type { Answer } from "../service.ts";

/** How to sign in to the API. */
export interface SignIn {
  /** Public address of the API without a trailing slash. */
  apiEndpoint: string;
  issuer: string;
  audience: string;
  clientId: string;
  /** Whether tokens need scopes. */
  requiresScopes: boolean;
}

/** Describes the wish list as a protected resource (RFC 9728 §2), with what the command line needs to sign in. */
export function describeResource({ apiEndpoint, issuer, audience, clientId, requiresScopes }: SignIn): Answer {
  const metadata: ResourceMetadata = {
    resource: `${apiEndpoint}${wishesPath}`,
    authorization_servers: [issuer],
    scopes_supported: requiresScopes ? Object.values(scopes) : [],
    bearer_methods_supported: ["header"],
    resource_name: "Wish list",
    audience,
    client_id: clientId,
  };
  return () => json(metadata);
}
