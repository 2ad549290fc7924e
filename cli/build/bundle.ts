import { chmod, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { build, type Metafile } from "esbuild";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// CommonJS packages inside the bundle call `require` for Node's own modules; an ES module has none.
const requireBanner =
  'import{createRequire as wishCreateRequire}from"node:module";const require=wishCreateRequire(import.meta.url);';

/**
 * Builds the program into a folder: `wish.js`, the keychain program, and what they load late in chunks of its own.
 *
 * @returns what went where, for the tests that hold `wish list` small
 * @throws when anything cannot be resolved or esbuild so much as warns
 */
export async function bundleProgram(folder: string): Promise<Metafile> {
  const version = await readVersion();
  const { metafile, warnings } = await build({
    absWorkingDir: file("../.."),
    entryPoints: { wish: file("../main.ts"), "keychain-program": file("../auth/store/keychain-program.ts") },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minify: true,
    mainFields: ["module", "main"],
    // A native module, optional, found where it is installed.
    external: ["keytar"],
    define: {
      wishVersion: JSON.stringify(version),
      // Further things that CommonJS has and an ES module has under another name.
      __filename: "import.meta.filename",
      __dirname: "import.meta.dirname",
    },
    banner: { js: requireBanner },
    metafile: true,
    logLevel: "error",
  });
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join("\n"));
  const first = `${folder}/wish.js`;
  // What answers `--version` stands in this file alone and requires nothing; the banner would be a tenth of its time.
  await writeFile(first, (await readFile(first, "utf8")).replace(requireBanner, ""));
  await chmod(first, 0o755);
  return metafile;
}

/** The version in package.json. */
export async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(file("../../package.json"), "utf8")) as { version: string };
  return version;
}
