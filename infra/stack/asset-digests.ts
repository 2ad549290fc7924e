import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { FileSystem } from "aws-cdk-lib";
import { AssetManifestArtifact, type CloudAssembly } from "aws-cdk-lib/cx-api";

/** Assets that are not what has just been bundled. */
export class AssetsChanged extends Error {
  override readonly name = "AssetsChanged";
}

/**
 * Compares everything that a deployment would upload with its digest, which is its name.
 *
 * CDK takes an asset of that name that lies in the folder already for the one that it has just made.
 *
 * @throws {AssetsChanged} that names each asset with other content
 */
export function checkAssetDigests({ artifacts, directory }: CloudAssembly): void {
  const changed = artifacts
    .filter((artifact) => AssetManifestArtifact.isAssetManifestArtifact(artifact))
    .flatMap(({ contents: { files = {} } }) => Object.entries(files))
    .map(([digest, { source }]) => ({ digest, file: join(directory, source.path ?? ""), packaging: source.packaging }))
    .filter(({ digest, file, packaging }) => digest !== digestOf(file, packaging))
    .map(({ file }) => file);
  if (changed.length === 0) return;
  throw new AssetsChanged(
    `${changed.join(" and ")} did not come from this code. Delete ${directory} and synthesize again, and find out who may write there.`,
  );
}

function digestOf(file: string, packaging: string | undefined): string {
  if (packaging === "zip") return FileSystem.fingerprint(file);
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
