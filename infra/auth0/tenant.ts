import type { Management } from "auth0";

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

/** The role of people who may add wishes. */
export const adderRole = "wish-adders";

const daySeconds = 24 * 60 * 60;

/**
 * Describes the API, the Native application and the role that a stack with these settings needs in its tenant.
 *
 * Without a scope there is no role: anybody who has signed in may add.
 *
 * Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/device-authorization-flow
 */
export function tenantFor({ audience, scope }: Pick<IssuerSettings, "audience" | "scope">): Tenant {
  return {
    resourceServers: [
      {
        name: "AWS JWT Authorizer",
        identifier: audience,
        // The JWT authorizer of an HTTP API only supports RSA.
        signing_alg: "RS256",
        allow_offline_access: true,
        skip_consent_for_verifiable_first_party_clients: true,
        scopes: scope ? [{ value: scope, description: "Add wishes" }] : [],
        // With RBAC the scope claim has only what the person was granted. The authorizer reads no other claim, so the
        // token dialect without `permissions` is enough.
        enforce_policies: scope !== "",
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
    roles: scope
      ? [
          {
            name: adderRole,
            description: "May add wishes",
            permissions: [{ permission_name: scope, resource_server_identifier: audience }],
          },
        ]
      : [],
  };
}
