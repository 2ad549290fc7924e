import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type Variables, readSettings, SettingsError } from "../settings.ts";
import { preflightProblems } from "./preflight.ts";

export const cdkCommands = ["deploy", "diff", "destroy"] as const;
export type CdkCommand = (typeof cdkCommands)[number];

export interface Deployment {
  command: CdkCommand;
  /** Passed on to `cdk`, for example `--profile`. */
  cdkArguments: string[];
  environment: Variables;
  fetch: typeof globalThis.fetch;
  /** Runs a Node.js program in the repository, in this terminal, and resolves with its exit code. */
  run: (program: "synth" | "cdk", programArguments: string[]) => Promise<number>;
  /** An empty folder for the output file of `cdk`. */
  scratchFolder: string;
  print: (line: string) => void;
}

/**
 * Deploys, compares or destroys the stack, and resolves with the exit code.
 *
 * What would certainly fail is found before anything is synthesized: wrong settings, and for a deployment an issuer that
 * does not answer as it must. Destroying needs no settings.
 *
 * @throws {SettingsError} with one entry for each problem
 */
export async function runDeployment(deployment: Deployment): Promise<number> {
  const { command, cdkArguments, environment, run, scratchFolder, print } = deployment;
  const deployable = command !== "destroy";
  const settings = readSettings(environment, { deployable });
  if (command === "deploy") {
    const problems = await preflightProblems(settings.issuer, deployment.fetch);
    if (problems.length > 0) throw new SettingsError(problems);
  }
  const synthesized = await run("synth", deployable ? ["--deployable"] : []);
  if (synthesized !== 0) return synthesized;

  const outputsFile = join(scratchFolder, "outputs.json");
  const exitCode = await run("cdk", [
    command,
    "--app",
    // Where `npm run synth` puts it.
    environment["WISH_ASSEMBLY"] || ".cdk.out",
    ...(command === "deploy" ? ["--outputs-file", outputsFile] : []),
    ...cdkArguments,
  ]);
  if (exitCode === 0 && command === "deploy") {
    const url = await deployedUrl(outputsFile);
    print(`\nNext:\n  npm run smoke -- ${url}\n  npx wish init ${url}`);
  }
  return exitCode;
}

async function deployedUrl(outputsFile: string): Promise<string> {
  const stacks = JSON.parse(await readFile(outputsFile, "utf8")) as Record<string, Record<string, string>>;
  const url = Object.values(stacks).flatMap(({ ApiUrl }) => ApiUrl ?? [])[0];
  if (url === undefined) throw new Error("The deployment has no output ApiUrl.");
  return url;
}
