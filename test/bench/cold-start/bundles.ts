import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build, type BuildOptions } from "esbuild";

import { bundleOptions } from "../../../infra/stack/function-code.ts";

export interface Bundle {
  name: string;
  file: string;
  bytes: number;
  gzipBytes: number;
}

const plainRoot = fileURLToPath(new URL("plain-function.ts", import.meta.url));
const service = (root: string) => fileURLToPath(new URL(`../../../service/${root}`, import.meta.url));

// NodejsFunction without options: CommonJS, not minified. Only the SDK, which it leaves out, is put in, since the
// runtime's own takes longer still to load (aws/aws-cdk#25492).
const defaultOptions = { bundle: true, platform: "node", target: "node24", format: "cjs" } as const;

const variants: readonly [name: string, extension: string, options: BuildOptions][] = [
  ["empty module", "mjs", { ...bundleOptions, stdin: { contents: "export async function handler() {}" } }],
  ["plain, bundled by default", "cjs", { ...defaultOptions, entryPoints: [plainRoot] }],
  ["plain, bundled like ours", "mjs", { ...bundleOptions, entryPoints: [plainRoot] }],
  ["read", "mjs", { ...bundleOptions, entryPoints: [service("read-function.ts")] }],
  ["write", "mjs", { ...bundleOptions, entryPoints: [service("write-function.ts")] }],
  ["give", "mjs", { ...bundleOptions, entryPoints: [service("give-function.ts")] }],
];

/** Bundles what is compared into a folder, the empty module first. */
export function buildBundles(folder: string): Promise<Bundle[]> {
  return Promise.all(
    variants.map(async ([name, extension, options]) => {
      const file = join(folder, `${name.replaceAll(/\W+/gu, "-")}.${extension}`);
      await build({ ...options, outfile: file, logLevel: "warning" });
      const gzipBytes = gzipSync(await readFile(file), { level: 9 }).byteLength;
      return { name, file, bytes: (await stat(file)).size, gzipBytes };
    }),
  );
}
