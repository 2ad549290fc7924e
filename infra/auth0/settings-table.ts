import { grantTypes, type Tenant } from "./tenant.ts";

/** The lines around the table in infra/README.md. */
export const tableMarkers = {
  begin: "<!-- auth0 settings: npm run auth0:table prints this table -->",
  end: "<!-- /auth0 settings -->",
} as const;

/** Renders a tenant as a Markdown table of the settings to make in the Auth0 Dashboard. */
export function settingsTable(tenant: Tenant): string {
  const [api] = tenant.resourceServers;
  const [client] = tenant.clients;
  const refresh = client.refresh_token;
  const rows = [
    ["API", "Name", code(api.name)],
    ["API", "Identifier", code(api.identifier)],
    ["API", "Signing Algorithm", api.signing_alg],
    ["API → Permissions", "Permission", api.scopes?.map(({ value }) => code(value)).join(", ") || "none"],
    ["API → Settings", "Enable RBAC", onOff(api.enforce_policies)],
    ["API → Settings", "Add Permissions in the Access Token", onOff(api.token_dialect?.endsWith("_authz"))],
    ["API → Settings", "Allow Skipping User Consent", onOff(api.skip_consent_for_verifiable_first_party_clients)],
    ["API → Settings", "Allow Offline Access", onOff(api.allow_offline_access)],
    ["Application", "Name", code(client.name)],
    ["Application", "Type", named({ native: "Native" }, client.app_type)],
    ["Application → Credentials", "Authentication Method", named({ none: "None" }, client.token_endpoint_auth_method)],
    ["Application → Advanced → OAuth", "OIDC Conformant", onOff(client.oidc_conformant)],
    ["Application → Advanced → OAuth", "JSON Web Token Signature Algorithm", client.jwt_configuration?.alg],
    [
      "Application → Advanced → Grant Types",
      "these and no other",
      client.grant_types.map((type) => named(grantNames, type)).join(", "),
    ],
    ["Application → Refresh Tokens", "Rotation", onOff(refresh.rotation_type === "rotating")],
    ["Application → Refresh Tokens", "Rotation Overlap Period", `${refresh.leeway} seconds`],
    ["Application → Refresh Tokens", "Maximum Lifetime", `${refresh.token_lifetime} seconds`],
    ["Application → Refresh Tokens", "Idle Lifetime", `${refresh.idle_token_lifetime} seconds`],
    ...tenant.roles.flatMap(({ name, permissions }) => [
      ["User Management → Roles", "Name", code(name)],
      ["Role → Permissions", api.name, permissions.map(({ permission_name: scope }) => code(scope)).join(", ")],
    ]),
  ];
  return [["where", "setting", "value"], ["---", "---", "---"], ...rows].map(markdownRow).join("\n");
}

const grantNames = { [grantTypes.deviceCode]: "Device Code", [grantTypes.refreshToken]: "Refresh Token" };

/** The Dashboard's name for a value of the Management API, or the value itself. */
function named(names: Record<string, string>, value = ""): string {
  return names[value] ?? value;
}

function markdownRow(cells: (string | undefined)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function code(text = ""): string {
  return `\`${text}\``;
}

function onOff(value: boolean | undefined): string {
  return value ? "on" : "off";
}
