import { App } from "aws-cdk-lib";

import { withSettingsFile } from "./settings-file.ts";
import { readSettings, SettingsError } from "./settings.ts";
import { WishStack } from "./stack/wish-stack.ts";

/**
 * Synthesizes the stack into `.cdk.out`, or the folder in WISH_ASSEMBLY, without an account and without network.
 *
 * `--deployable` refuses settings that only work on this machine.
 */
async function main(): Promise<void> {
  const deployable = process.argv.includes("--deployable");
  const settings = readSettings(withSettingsFile(process.env), { deployable });
  const app = new App({ outdir: process.env["WISH_ASSEMBLY"] || ".cdk.out", analyticsReporting: false });
  // Switched off, CDK would not run the checks; loading them is what takes the time.
  if (process.env["CDK_VALIDATION"] !== "false") (await import("./stack/checks.ts")).addChecks(app);
  new WishStack(app, "Wish", { settings });
  const assembly = app.synth();
  console.error(`Synthesized into ${assembly.directory} for the issuer ${settings.issuer}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
