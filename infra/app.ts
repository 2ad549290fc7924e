import { chmodSync, mkdirSync } from "node:fs";

import { App } from "aws-cdk-lib";

import { stackName } from "./names.ts";
import { withSettingsFile } from "./settings-file.ts";
import { readSettings, SettingsError } from "./settings.ts";
import { AssetsChanged, checkAssetDigests } from "./stack/asset-digests.ts";
import { WishStack } from "./stack/wish-stack.ts";

/**
 * Synthesizes the stack into `.cdk.out`, or the folder in WISH_ASSEMBLY, without an account and without network.
 *
 * Only its owner can open that folder: inside it, CDK makes folders for the functions' code that everybody may write to.
 *
 * `--deployable` refuses settings that only work on this machine.
 */
async function main(): Promise<void> {
  const deployable = process.argv.includes("--deployable");
  const settings = readSettings(withSettingsFile(process.env), { deployable });
  const outdir = process.env["WISH_ASSEMBLY"] || ".cdk.out";
  mkdirSync(outdir, { recursive: true });
  chmodSync(outdir, 0o700);
  const app = new App({ outdir, analyticsReporting: false });
  // Switched off, CDK would not run the checks; loading them is what takes the time.
  if (process.env["CDK_VALIDATION"] !== "false") (await import("./stack/checks.ts")).addChecks(app);
  new WishStack(app, stackName, { settings });
  const assembly = app.synth();
  checkAssetDigests(assembly);
  console.error(`Synthesized into ${assembly.directory} for the issuer ${settings.issuer}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof AssetsChanged)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof SettingsError ? 2 : 1;
}
