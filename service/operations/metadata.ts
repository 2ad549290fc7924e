import { type ResourceMetadata, wishesPath } from "../contract.ts";

/** What the service tells about how to sign in. */
export interface SignInSettings {
  /** Public address of the API without a trailing slash. */
  apiEndpoint: string;
  issuer: string;
  audience: string;
  clientId: string;
  /** Empty when adding needs no scope. */
  scope: string;
}

/** Describes the wish list as a protected resource (RFC 9728 §2), with what the command line needs to sign in. */
export function resourceMetadata(settings: SignInSettings): ResourceMetadata {
  return {
    resource: `${settings.apiEndpoint}${wishesPath}`,
    authorization_servers: [settings.issuer],
    scopes_supported: settings.scope ? [settings.scope] : [],
    bearer_methods_supported: ["header"],
    resource_name: "Wish list",
    audience: settings.audience,
    client_id: settings.clientId,
  };
}
