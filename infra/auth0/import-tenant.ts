import { deploy } from "auth0-deploy-cli";

import type { ImportSettings } from "./import-settings.ts";
import { tenantFor } from "./tenant.ts";

/**
 * Creates or updates the API, the Native application and the role in a tenant, with Auth0's own tool.
 *
 * Nothing is deleted. `dryRun` only shows what would change. The tool writes its report to stdout, without secrets.
 *
 * Source: https://auth0.com/docs/deploy-monitor/deploy-cli-tool/use-as-a-node-module
 */
export async function importTenant(settings: ImportSettings, options: { dryRun: boolean }): Promise<void> {
  const { domain, credentials } = settings;
  const tenant = tenantFor(settings);
  await deploy({
    // The tool also accepts the parsed contents of a file, which its types do not say, and then needs a base folder.
    input_file: tenant as never,
    base_path: ".",
    config: {
      AUTH0_DOMAIN: domain,
      ...("accessToken" in credentials
        ? { AUTH0_ACCESS_TOKEN: credentials.accessToken }
        : { AUTH0_CLIENT_ID: credentials.clientId, AUTH0_CLIENT_SECRET: credentials.clientSecret }),
      AUTH0_INCLUDED_ONLY: ["resourceServers", "clients", "roles"],
      AUTH0_ALLOW_DELETE: false,
    },
    ...(options.dryRun && { dry_run: true }),
  });
}
