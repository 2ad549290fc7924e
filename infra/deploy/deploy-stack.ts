import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { claimsTableName, stackName, tableName } from "../names.ts";
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
  /** Runs a Node.js program in the repository, in this terminal, with more variables, and resolves with its exit code. */
  run: (program: "synth" | "cdk", programArguments: string[], variables?: Variables) => Promise<number>;
  /** An empty folder that nobody else can open: for the synthesized stack, and the output file of `cdk`. */
  scratchFolder: string;
  print: (line: string) => void;
}

const tables = `${tableName} and ${claimsTableName}`;
const takeOver = "npm run deploy -- --import-existing-resources";

/** What to do about the failures of `cdk` that can be expected. It has said itself what went wrong. */
const adviceOnFailure: Partial<Record<CdkCommand, string>> = {
  deploy: `\nIf the tables ${tables} exist already, kept from a stack that was destroyed, let the new stack take them over:\n  ${takeOver}`,
  destroy: `\nIf the stack is protected against termination, lift that first, and run this again:\n  aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName}`,
};

const destroyed = `\nUnless the stack was to be thrown away, the tables ${tables} are kept with all wishes and gifts. A new stack takes them over with:\n  ${takeOver}`;

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
  // A folder of its own each time: what lies around in another, others may have written.
  const assemblyFolder = join(scratchFolder, "assembly");
  const synthesized = await run("synth", deployable ? ["--deployable"] : [], { WISH_ASSEMBLY: assemblyFolder });
  if (synthesized !== 0) return synthesized;

  const outputsFile = join(scratchFolder, "outputs.json");
  const exitCode = await run("cdk", [
    command,
    "--app",
    assemblyFolder,
    ...(command === "deploy" ? ["--outputs-file", outputsFile] : []),
    ...cdkArguments,
  ]);
  const advice = exitCode === 0 ? await nextStep(command, outputsFile) : adviceOnFailure[command];
  if (advice !== undefined) print(advice);
  return exitCode;
}

async function nextStep(command: CdkCommand, outputsFile: string): Promise<string | undefined> {
  if (command === "destroy") return destroyed;
  if (command !== "deploy") return undefined;
  const url = await deployedUrl(outputsFile);
  return `\nNext:\n  npm run smoke -- ${url}\n  npx wish init ${url}`;
}

async function deployedUrl(outputsFile: string): Promise<string> {
  const stacks = JSON.parse(await readFile(outputsFile, "utf8")) as Record<string, Record<string, string>>;
  const url = Object.values(stacks).flatMap(({ ApiUrl }) => ApiUrl ?? [])[0];
  if (url === undefined) throw new Error("The deployment has no output ApiUrl.");
  return url;
}
