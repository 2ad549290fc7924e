import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { platform } from "node:process";

import { LocalStackFailure } from "../failure.ts";

/** A synthesized stack: what a deployment would send to CloudFormation and S3. */
export interface Assembly {
  stackName: string;
  templateFile: string;
  template: Template;
  /** Absolute folders of the zipped file assets, by their S3 key. */
  assetFolders: ReadonlyMap<string, string>;
}

/** The parts of a CloudFormation template that are read. */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
}

interface Manifest {
  artifacts?: Record<string, { type: string; properties?: Record<string, string> }>;
}

interface AssetManifest {
  files?: Record<
    string,
    { source: { path?: string; packaging?: string }; destinations: Record<string, { objectKey: string }> }
  >;
}

/**
 * Reads the one stack of a cloud assembly (the folder that `cdk synth` writes).
 *
 * @throws {LocalStackFailure} `assembly_unusable`
 */
export async function readAssembly(folder: string): Promise<Assembly> {
  const { artifacts = {} } = (await readJson(folder, "manifest.json")) as Manifest;
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === "aws:cloudformation:stack");
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    const found = stacks.length === 0 ? "none" : stacks.map(([name]) => name).join(", ");
    throw unusable(`${join(folder, "manifest.json")} must name exactly one stack, but names ${found}.`);
  }
  const [artifactId, { properties = {} }] = stack;
  const templateName = properties["templateFile"] ?? `${artifactId}.template.json`;
  const template = (await readJson(folder, templateName)) as Template;
  const templateFile = join(folder, templateName);
  if (typeof template.Resources !== "object" || template.Resources === null) {
    throw unusable(`${templateFile} has no Resources, so it is not a CloudFormation template.`);
  }

  const assetManifests = Object.values(artifacts).filter(({ type }) => type === "cdk:asset-manifest");
  const assetFolders = await Promise.all(
    assetManifests.map(({ properties: { file = "" } = {} }) => readAssetFolders(folder, file)),
  );
  return {
    stackName: properties["stackName"] ?? artifactId,
    templateFile,
    template,
    assetFolders: new Map(assetFolders.flat()),
  };
}

async function readAssetFolders(folder: string, assetManifestName: string): Promise<[key: string, folder: string][]> {
  const { files = {} } = (await readJson(folder, assetManifestName)) as AssetManifest;
  const zipped = Object.values(files).filter(({ source }) => source.packaging === "zip");
  const folderStats = await stat(folder);
  const found = zipped.map(async ({ source: { path = "" }, destinations }) => {
    const assetFolder = resolve(folder, path);
    const stats = await stat(assetFolder).catch(() => undefined);
    if (!stats?.isDirectory()) {
      throw unusable(`The asset ${assetFolder}, which ${assetManifestName} names, is missing.`);
    }
    if (othersMayWrite(folderStats, stats)) {
      throw unusable(`Others may write to ${assetFolder}, and its code would run as you.`);
    }
    return Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, assetFolder]);
  });
  return (await Promise.all(found)).flat();
}

/** CDK lets everybody write to its asset folders. That is harmless where nobody else can open the folder around them. */
function othersMayWrite(assembly: Stats, asset: Stats): boolean {
  // Windows has no such bits.
  if (platform === "win32") return false;
  const mayEnter = (assembly.mode & 0o011) !== 0;
  return (assembly.mode & 0o022) !== 0 || (mayEnter && (asset.mode & 0o022) !== 0);
}

async function readJson(folder: string, name: string): Promise<object> {
  const file = join(folder, name);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw unusable(`The cloud assembly in ${folder} cannot be read: ${(cause as Error).message}.`, cause);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw unusable(`${file} is not JSON: ${(cause as Error).message}.`, cause);
  }
  throw unusable(`${file} is not a JSON object.`);
}

function unusable(problem: string, cause?: unknown): LocalStackFailure {
  return new LocalStackFailure("assembly_unusable", `${problem} Synthesize again with: npm run synth`, { cause });
}
