import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { env, execPath } from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import type { IssuerSettings } from "../../settings.ts";
import { diskFullFailure, LocalStackFailure } from "../failure.ts";

const repositoryFolder = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Synthesizes the stack into a folder, in a process of its own, since CDK needs seconds of computing and much memory.
 *
 * @throws {LocalStackFailure} `synthesis_failed`, with the error output of that process, or `disk_full`
 */
export async function synthesize(settings: IssuerSettings, outputFolder: string): Promise<void> {
  // Inside it, CDK creates bundles that everybody may write to.
  await mkdir(outputFolder, { recursive: true, mode: 0o700 });
  const child = spawn(execPath, ["--import", "tsx", "infra/app.ts"], {
    cwd: repositoryFolder,
    env: {
      ...env,
      WISH_ISSUER: settings.issuer,
      WISH_CLIENT_ID: settings.clientId,
      WISH_AUDIENCE: settings.audience,
      WISH_REQUIRE_SCOPES: String(settings.requireScopes),
      WISH_ASSEMBLY: outputFolder,
      // `npm run synth` checks the template against the rules of CloudFormation. Here that would double the start-up time.
      CDK_VALIDATION: "false",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exitCode = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [code, stderr] = await Promise.all([exitCode, text(child.stderr)]);
  if (code === 0) return;
  const message = `The stack could not be synthesized.\n${stderr.trim()}`;
  throw diskFullFailure(stderr) ?? new LocalStackFailure("synthesis_failed", message);
}
