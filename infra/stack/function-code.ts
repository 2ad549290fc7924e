import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { type AssetCode, Code } from "aws-cdk-lib/aws-lambda";
import { type BuildOptions, buildSync } from "esbuild";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const serviceFolder = file("../../service");

/** How a function's root becomes the one file that is deployed. */
export const bundleOptions = {
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  // Without it the CommonJS of the SDK would be taken, which is larger and fails on `require` in a module.
  mainFields: ["module", "main"],
  // What a function never runs of the SDK's client: it is a third of its bytes, and bytes are what loading takes time for.
  alias: { "@aws-sdk/credential-provider-node": file("environment-credentials.ts") },
  // Imported only for operations that stream events, which DynamoDB has none of.
  external: ["@smithy/core/event-streams"],
  minify: true,
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Bundles a root of `service/` with everything that it uses: the part of the SDK too, pinned and quick to load. */
export function functionCode(rootName: string): AssetCode {
  return Code.fromAsset(serviceFolder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Has to be named, but is never run. The command tells CDK that two bundles of one folder differ.
      image: DockerImage.fromRegistry("none"),
      command: [rootName],
      local: {
        tryBundle(outputFolder) {
          const entryPoints = [join(serviceFolder, rootName)];
          buildSync({ ...bundleOptions, entryPoints, outfile: join(outputFolder, "index.mjs") });
          return true;
        },
      },
    },
  });
}
