import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readImportSettings } from "../../../infra/auth0/import-settings.ts";
import { importTenant } from "../../../infra/auth0/import-tenant.ts";
import { type Tenant, tenantFor } from "../../../infra/auth0/tenant.ts";
import { localSettings, SettingsError } from "../../../infra/settings.ts";
import { tenantSettings, synthesizeTemplate } from "../../support/template.ts";
import { fakeTenant } from "./fake-tenant.ts";

const domain = "my-wishes.eu.auth0.com";
const withToken = { AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: "management-token" };
const { resourceServers, clients, roles } = tenantFor(localSettings);

function problems(environment: Record<string, string>): string[] {
  try {
    readImportSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("the tenant as code", () => {
  const deployCli = createRequire(import.meta.url)("auth0-deploy-cli/lib/tools/auth0/schema.js") as {
    default: { properties: Record<keyof Tenant, object> };
  };
  const { properties } = deployCli.default;
  // The rest of its schema takes seconds to compile, and describes nothing of ours. It is written for the looser Ajv 6.
  const validate = new Ajv({ strict: false, unicodeRegExp: false, logger: false }).compile({
    type: "object",
    properties: { resourceServers: properties.resourceServers, clients: properties.clients, roles: properties.roles },
    additionalProperties: false,
  });
  const errorsOf = (tenant: unknown) => (validate(tenant) ? [] : validate.errors);

  it("is valid by the schema of auth0-deploy-cli", () => {
    expect(errorsOf(tenantFor(localSettings))).toEqual([]);
    expect(errorsOf(tenantFor({ ...localSettings, scope: "" }))).toEqual([]);
  });

  it.each([{ clients: [{ name: "wish", app_type: 5 }] }, { resourceServers: [{ name: "x" }] }, { client: [] }])(
    "would not be valid as %j",
    (change) => {
      expect(errorsOf({ ...tenantFor(localSettings), ...change })).not.toEqual([]);
    },
  );

  it("agrees with the authorizer and the route of the stack", () => {
    const settings = { ...tenantSettings, audience: "https://another-audience", scope: "add:wishes" };
    const [api] = tenantFor(settings).resourceServers;
    const template = synthesizeTemplate(settings);
    template.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
      JwtConfiguration: { Audience: [api.identifier] },
    });
    template.hasResourceProperties("AWS::ApiGatewayV2::Route", {
      RouteKey: "POST /wish-list-service",
      AuthorizationScopes: api.scopes?.map(({ value }) => value),
    });
  });

  it("lets only those add who were given the scope, and everybody when there is none", () => {
    expect(resourceServers[0]).toMatchObject({ enforce_policies: true, token_dialect: "access_token" });
    expect(roles).toEqual([
      {
        name: "wish-adders",
        description: expect.any(String) as string,
        permissions: [{ permission_name: "create:wishes", resource_server_identifier: "https://auth0-jwt-authorizer" }],
      },
    ]);
    const open: Tenant = tenantFor({ ...localSettings, scope: "" });
    expect(open.roles).toEqual([]);
    expect(open.resourceServers[0]).toMatchObject({ enforce_policies: false, scopes: [] });
  });
});

describe("npm run auth0:import", () => {
  let printed = "";
  beforeEach(() => {
    printed = "";
    const write = (text: unknown) => ((printed += String(text)), true);
    vi.spyOn(process.stdout, "write").mockImplementation(write);
    vi.spyOn(console, "log").mockImplementation(write);
    // Where the logger of the tool writes to.
    vi.spyOn((console as unknown as { _stdout: NodeJS.WriteStream })._stdout, "write").mockImplementation(write);
  });
  afterEach(() => vi.restoreAllMocks());

  it("creates API, application and role in an empty tenant, and prints no secret", async () => {
    const { calls, credentials } = fakeTenant(domain);
    const environment = { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: "machine", AUTH0_CLIENT_SECRET: "machine-secret" };
    await importTenant(readImportSettings(environment), { dryRun: false });
    const [{ permissions, ...role } = { permissions: [] }] = roles;
    expect(calls).toEqual([
      { call: "POST /resource-servers", body: resourceServers[0] },
      { call: "POST /clients", body: clients[0] },
      { call: "POST /roles", body: role },
      { call: "POST /roles/new-id/permissions", body: { permissions } },
    ]);
    expect(credentials[0]).toContain("client_secret=machine-secret");
    expect(new Set(credentials.slice(1))).toEqual(new Set(["Bearer granted-token"]));
    expect(printed).toContain('"client_id":"made-client-id"');
    expect(printed).not.toMatch(/machine-secret|granted-token|a-client-secret/u);
  }, 120_000);

  it("brings up to date what is there, deletes nothing, and changes nothing in a dry run", async () => {
    const { calls, credentials } = fakeTenant(domain, {
      resource_servers: [{ id: "api-id", name: "Old name", identifier: localSettings.audience }],
      clients: [
        { client_id: "wish-id", name: "wish", app_type: "native" },
        { client_id: "other-id", name: "Somebody else's" },
      ],
      roles: [
        { id: "role-id", name: "wish-adders" },
        { id: "other-role", name: "Somebody else's" },
      ],
    });
    await importTenant(readImportSettings(withToken), { dryRun: true });
    expect(calls).toEqual([]);

    await importTenant(readImportSettings(withToken), { dryRun: false });
    expect(calls.map(({ call }) => call)).toEqual([
      "PATCH /resource-servers/api-id",
      "PATCH /clients/wish-id",
      "PATCH /roles/role-id",
      "POST /roles/role-id/permissions",
    ]);
    expect(new Set(credentials)).toEqual(new Set(["Bearer management-token"]));
  }, 120_000);

  it.each([
    [{ ...withToken, AUTH0_DOMAIN: "" }, /AUTH0_DOMAIN is not set/u],
    [{ ...withToken, AUTH0_DOMAIN: "https://my-wishes.eu.auth0.com/" }, /must be a host name alone/u],
    [{ AUTH0_DOMAIN: domain }, /^Set AUTH0_ACCESS_TOKEN to .* or AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET/u],
    [{ AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: "machine" }, /AUTH0_CLIENT_SECRET/u],
  ])("refuses %j with a sentence to act on", (environment, message) => {
    expect(problems(environment)).toEqual([expect.stringMatching(message)]);
  });

  it("refuses the settings that the stack refuses", () => {
    expect(() => readImportSettings({ ...withToken, WISH_SCOPE: "a b" })).toThrow(/WISH_SCOPE must be one scope/u);
  });
});
