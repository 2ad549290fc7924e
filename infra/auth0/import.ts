import { withSettingsFile } from "../settings-file.ts";
import { SettingsError } from "../settings.ts";
import { readImportSettings } from "./import-settings.ts";
import { importTenant } from "./import-tenant.ts";
import { roleNames } from "./tenant.ts";

/** Sets up the tenant in AUTH0_DOMAIN. With `--dry-run` it only shows what would change. */
async function main(args: string[]): Promise<void> {
  const settings = readImportSettings(withSettingsFile(process.env));
  const dryRun = args.includes("--dry-run");
  await importTenant(settings, { dryRun });
  if (dryRun) return;
  console.log(`
Next, with the client_id from the line "[clients]" above:

  export WISH_ISSUER=https://${settings.domain}/
  export WISH_CLIENT_ID=…`);
  if (settings.requireScopes) {
    console.log(
      `\nTo add wishes, a person needs the role ${roleNames.adders}; to change those of others, ${roleNames.keepers}.`,
    );
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof SettingsError ? 2 : 1;
}
