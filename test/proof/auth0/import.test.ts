import { createRequire } from "node:module";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { readImportSettings } from "../../../infra/auth0/import-settings.ts";
import { importTenant } from "../../../infra/auth0/import-tenant.ts";
import { tenantFor } from "../../../infra/auth0/tenant.ts";
import { localSettings } from "../../../infra/settings.ts";
import { fakeTenant } from "../../infra/auth0/fake-tenant.ts";

const domain = "my-wishes.eu.auth0.com";
const withToken = { AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: "management-token" };
const { resourceServers, clients, roles } = tenantFor(localSettings);

type Validate = ((data: unknown) => boolean) & { errors: unknown };

/** What Auth0's tool checks a tenant with. */
interface Validator {
  compile(schema: object): Validate;
  validate: (this: Validator, schema: object, data: unknown) => boolean;
  errors: unknown;
}

const requireOfTool = createRequire(import.meta.resolve("auth0-deploy-cli"));
const { prototype } = requireOfTool("ajv/lib/ajv") as { prototype: Validator };
const { default: tenantSchema } = requireOfTool("./tools/auth0/schema") as { default: object };
const { validate } = prototype;
let validateTenant: Validate | undefined;

/** The tool compiles the schema of everything that a tenant can have each time that it runs, for half a minute. */
function compileOnce(this: Validator, schema: object, data: unknown): boolean {
  if (schema !== tenantSchema) return validate.call(this, schema, data);
  validateTenant ??= this.compile(schema);
  const isValid = validateTenant(data);
  this.errors = validateTenant.errors;
  return isValid;
}

describe("npm run auth0:import", () => {
  let printed = "";
  beforeEach(() => {
    printed = "";
    vi.spyOn(prototype, "validate").mockImplementation(compileOnce);
    const write = (text: unknown) => ((printed += String(text)), true);
    vi.spyOn(process.stdout, "write").mockImplementation(write);
    vi.spyOn(console, "log").mockImplementation(write);
    // Where the logger of the tool writes to.
    vi.spyOn((console as unknown as { _stdout: NodeJS.WriteStream })._stdout, "write").mockImplementation(write);
  });
  afterEach(() => vi.restoreAllMocks());

  it("creates API, application and roles in an empty tenant, and prints no secret", async () => {
    const { calls, credentials } = fakeTenant(domain);
    const environment = { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: "machine", AUTH0_CLIENT_SECRET: "machine-secret" };
    await importTenant(readImportSettings(environment), { dryRun: false });
    expect(calls.slice(0, 2)).toEqual([
      { call: "POST /resource-servers", body: resourceServers[0] },
      { call: "POST /clients", body: clients[0] },
    ]);
    // The tool creates several roles at a time.
    expect(new Set(calls.slice(2))).toEqual(
      new Set(
        roles.flatMap(({ permissions, ...role }) => [
          { call: "POST /roles", body: role },
          { call: "POST /roles/new-id/permissions", body: { permissions } },
        ]),
      ),
    );
    expect(credentials[0]).toContain("client_secret=machine-secret");
    expect(new Set(credentials.slice(1))).toEqual(new Set(["Bearer granted-token"]));
    expect(printed).toContain('"client_id":"made-client-id"');
    expect(printed).not.toMatch(/machine-secret|granted-token|a-client-secret/u);
  }, 240_000);

  it("brings up to date what is there, deletes nothing, and changes nothing in a dry run", async () => {
    const { calls, credentials } = fakeTenant(domain, {
      resource_servers: [{ id: "api-id", name: "Old name", identifier: localSettings.audience }],
      clients: [
        { client_id: "wish-id", name: "wish", app_type: "native" },
        { client_id: "other-id", name: "Somebody else's" },
      ],
      roles: [
        { id: "role-id", name: "wish-adders" },
        { id: "keeper-role-id", name: "wish-keepers" },
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
      "PATCH /roles/keeper-role-id",
      "POST /roles/role-id/permissions",
      "POST /roles/keeper-role-id/permissions",
    ]);
    expect(new Set(credentials)).toEqual(new Set(["Bearer management-token"]));
  }, 240_000);
});
