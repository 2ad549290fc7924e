import { App } from "aws-cdk-lib";
import { readSettings, SettingsError } from "./settings.ts";
import { WishStack } from "./wish-stack.ts";

/**
 * Synthesizes the stack into `.cdk.out`, or the folder in WISH_ASSEMBLY, without an account and without network.
 *
 * `--deployable` refuses settings that only work on this machine.
 */
function main(): void {
  const deployable = process.argv.includes("--deployable");
  const settings = readSettings(process.env, { deployable });
  const app = new App({ outdir: process.env["WISH_ASSEMBLY"] || ".cdk.out", analyticsReporting: false });
  new WishStack(app, "Wish", { settings });
  const assembly = app.synth();
  console.error(`Synthesized into ${assembly.directory} for the issuer ${settings.issuer}`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
