import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { withSettingsFile } from "../settings-file.ts";
import { SettingsError, type Variables } from "../settings.ts";
import { type CdkCommand, cdkCommands, runDeployment } from "./deploy-stack.ts";

const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

// Started as Node.js programs, not through a shell: that works the same on every system, and needs no quoting.
const programs = {
  synth: ["--import", "tsx", "infra/app.ts"],
  cdk: [fileURLToPath(import.meta.resolve("aws-cdk/bin/cdk"))],
};

/** `npm run deploy`, `npm run diff` and `npm run destroy`. Further arguments go to `cdk`. */
async function main([name, ...cdkArguments]: string[]): Promise<number> {
  const command = cdkCommands.find((candidate): candidate is CdkCommand => candidate === name);
  if (!command) throw new SettingsError([`Usage: npm run ${cdkCommands.join(" | ")}`]);
  const scratchFolder = await mkdtemp(join(tmpdir(), "wish-deploy-"));
  try {
    return await runDeployment({
      command,
      cdkArguments,
      environment: withSettingsFile(process.env),
      fetch,
      run: (program, programArguments, variables) => run([...programs[program], ...programArguments], variables),
      scratchFolder,
      print: (line) => console.log(line),
    });
  } finally {
    await rm(scratchFolder, { recursive: true });
  }
}

function run(args: string[], variables?: Variables): Promise<number> {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, args, { cwd: repositoryFolder, stdio: "inherit", env });
  // The child is in the same process group: ctrl-C reaches it too, and it decides what to do.
  process.once("SIGINT", () => {});
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve(code ?? 130));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
