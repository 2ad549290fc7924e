import { createRequire } from "node:module";

import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";

import { readImportSettings } from "../../../infra/auth0/import-settings.ts";
import { type Tenant, tenantFor } from "../../../infra/auth0/tenant.ts";
import { localSettings, SettingsError } from "../../../infra/settings.ts";
import { tenantSettings, synthesizeTemplate } from "../../support/template.ts";

const domain = "my-wishes.eu.auth0.com";
const withToken = { AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: "management-token" };
const { resourceServers, roles } = tenantFor(localSettings);

const deployCliSchema = (
  createRequire(import.meta.url)("auth0-deploy-cli/lib/tools/auth0/schema.js") as {
    default: { $schema?: string; type: "object"; properties: Record<string, object>; additionalProperties: false };
  }
).default;
// The rest of the schema describes nothing of ours, and the tool would take most of a minute to compile its 8 MB.
deployCliSchema.properties = Object.fromEntries(
  ["resourceServers", "clients", "roles"].map((name) => [name, deployCliSchema.properties[name] ?? {}]),
);

function problems(environment: Record<string, string>): string[] {
  try {
    readImportSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

function permission(scope: string): object {
  return { permission_name: scope, resource_server_identifier: "https://auth0-jwt-authorizer" };
}

describe("the tenant as code", () => {
  // The schema is written for the looser Ajv 6.
  const { $schema: _, ...schema } = deployCliSchema;
  const validate = new Ajv({ strict: false, unicodeRegExp: false, logger: false }).compile(schema);
  const errorsOf = (tenant: unknown) => (validate(tenant) ? [] : validate.errors);

  it("is valid by the schema of auth0-deploy-cli", () => {
    expect(errorsOf(tenantFor(localSettings))).toEqual([]);
    expect(errorsOf(tenantFor({ ...localSettings, requireScopes: false }))).toEqual([]);
  });

  it.each([{ clients: [{ name: "wish", app_type: 5 }] }, { resourceServers: [{ name: "x" }] }, { client: [] }])(
    "would not be valid as %j",
    (change) => {
      expect(errorsOf({ ...tenantFor(localSettings), ...change })).not.toEqual([]);
    },
  );

  it("agrees with the authorizer and the routes of the stack", () => {
    const settings = { ...tenantSettings, audience: "https://another-audience" };
    const [api] = tenantFor(settings).resourceServers;
    const template = synthesizeTemplate(settings);
    template.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
      JwtConfiguration: { Audience: [api.identifier] },
    });
    const asked = Object.values(template.findResources("AWS::ApiGatewayV2::Route")).flatMap(
      ({ Properties }) => (Properties["AuthorizationScopes"] as string[] | undefined) ?? [],
    );
    expect(new Set(asked)).toEqual(new Set(api.scopes?.map(({ value }) => value)));
  });

  it("lets adders keep their own wishes and keepers those of all, and everybody add when there are no scopes", () => {
    expect(resourceServers[0]).toMatchObject({ enforce_policies: true, token_dialect: "access_token" });
    const own = ["create:wishes", "update:wishes", "delete:wishes"];
    const description = expect.any(String) as string;
    expect(roles).toEqual([
      { name: "wish-adders", description, permissions: own.map(permission) },
      { name: "wish-keepers", description, permissions: [...own, "manage:wishes"].map(permission) },
    ]);
    const open: Tenant = tenantFor({ ...localSettings, requireScopes: false });
    expect(open.roles).toEqual([]);
    expect(open.resourceServers[0]).toMatchObject({ enforce_policies: false, scopes: [] });
  });
});

describe("npm run auth0:import", () => {
  it.each([
    [{ ...withToken, AUTH0_DOMAIN: "" }, /AUTH0_DOMAIN is not set/u],
    [{ ...withToken, AUTH0_DOMAIN: "https://my-wishes.eu.auth0.com/" }, /must be only a host name/u],
    [{ AUTH0_DOMAIN: domain }, /^Set AUTH0_ACCESS_TOKEN to .* or AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET/u],
    [{ AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: "machine" }, /AUTH0_CLIENT_SECRET/u],
  ])("refuses %j with a sentence to act on", (environment, message) => {
    expect(problems(environment)).toEqual([expect.stringMatching(message)]);
  });

  it("refuses the settings that the stack refuses", () => {
    expect(() => readImportSettings({ ...withToken, WISH_REQUIRE_SCOPES: "no" })).toThrow(
      /WISH_REQUIRE_SCOPES must be true/u,
    );
  });
});
