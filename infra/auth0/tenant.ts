import type { Management } from "auth0";

import { type Scope, scopes } from "../../service/contract.ts";
import type { IssuerSettings } from "../settings.ts";

/** What `auth0-deploy-cli` imports: the parts of a tenant that `wish` needs, in terms of the Management API. */
export interface Tenant {
  resourceServers: [Management.CreateResourceServerRequestContent];
  clients: [Client];
  roles: Role[];
}

/** Stricter than the Management API, so that nothing important can be left out. */
type Client = Management.CreateClientRequestContent &
  Required<Pick<Management.CreateClientRequestContent, "grant_types" | "token_endpoint_auth_method">> & {
    refresh_token: Required<Omit<Management.ClientRefreshTokenConfiguration, "policies">>;
  };

type Role = Management.CreateRoleRequestContent & {
  permissions: { permission_name: string; resource_server_identifier: string }[];
};

export const grantTypes = {
  deviceCode: "urn:ietf:params:oauth:grant-type:device_code",
  refreshToken: "refresh_token",
} as const;

/** The roles of people who may add wishes and change their own, and of those who may change the wishes of others too. */
export const roleNames = { adders: "wish-adders", keepers: "wish-keepers" } as const;

const scopeTexts: Record<Scope, string> = {
  [scopes.create]: "Add wishes",
  [scopes.update]: "Change one's own wishes",
  [scopes.delete]: "Remove one's own wishes",
  [scopes.manage]: "Change and remove the wishes of others",
};

const daySeconds = 24 * 60 * 60;

/**
 * Describes the API, the Native application and the roles that a stack with these settings needs in its tenant.
 *
 * Without scopes there are no roles: anybody who has signed in may add.
 *
 * Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/device-authorization-flow
 */
export function tenantFor({ audience, requireScopes }: Pick<IssuerSettings, "audience" | "requireScopes">): Tenant {
  const role = (name: string, description: string, allowed: readonly Scope[]): Role => ({
    name,
    description,
    permissions: allowed.map((scope) => ({ permission_name: scope, resource_server_identifier: audience })),
  });
  const allScopes = Object.values(scopes);
  return {
    resourceServers: [
      {
        name: "AWS JWT Authorizer",
        identifier: audience,
        // The JWT authorizer of an HTTP API only supports RSA.
        signing_alg: "RS256",
        allow_offline_access: true,
        skip_consent_for_verifiable_first_party_clients: true,
        scopes: requireScopes ? allScopes.map((value) => ({ value, description: scopeTexts[value] })) : [],
        // With RBAC the scope claim has only what the person was granted. The authorizer reads no other claim, so the
        // token dialect without `permissions` is enough.
        enforce_policies: requireScopes,
        token_dialect: "access_token",
      },
    ],
    clients: [
      {
        name: "wish",
        description: "The command line",
        app_type: "native",
        is_first_party: true,
        oidc_conformant: true,
        token_endpoint_auth_method: "none",
        grant_types: [grantTypes.deviceCode, grantTypes.refreshToken],
        jwt_configuration: { alg: "RS256" },
        refresh_token: {
          rotation_type: "rotating",
          expiration_type: "expiring",
          // Two commands may refresh at the same time, or a response may be lost. Without a leeway, the second use of a
          // token would end the session.
          leeway: 10,
          infinite_token_lifetime: false,
          token_lifetime: 30 * daySeconds,
          infinite_idle_token_lifetime: false,
          idle_token_lifetime: 15 * daySeconds,
        },
      },
    ],
    roles: requireScopes
      ? [
          role(roleNames.adders, "May add wishes, and change and remove their own", [
            scopes.create,
            scopes.update,
            scopes.delete,
          ]),
          role(roleNames.keepers, "May change and remove the wishes of others too", allScopes),
        ]
      : [],
  };
}
