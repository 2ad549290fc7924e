import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build, type BuildOptions, type Message, type Metafile, type Plugin, transform } from "esbuild";

const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

/** What is loaded with every command line, and what most commands need besides; each includes the ones before it. */
const layers = ["cli/run.ts", "cli/commands/list.ts"];

/**
 * Puts everything that a layer imports into one chunk.
 *
 * esbuild makes a chunk for each set of late imports that share something, and Node takes longer to find and read a small
 * file than to compile it. So each late import also imports the layers below it, which are loaded by then or soon will be:
 * now they all share all of a layer, and it stays in one piece.
 */
const layeredChunks: Plugin = {
  name: "layered-chunks",
  setup(bundler) {
    bundler.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      return { path: relative(repositoryFolder, resolve(resolveDir, path)), namespace: "late" };
    });
    bundler.onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => {
      const below = layers.includes(path) ? layers.slice(0, layers.indexOf(path)) : layers;
      return {
        contents: [...below.map((each) => `import "./${each}";`), `export * from ${JSON.stringify(`./${path}`)};`].join(
          "\n",
        ),
        resolveDir: repositoryFolder,
      };
    });
  },
};

/** Leaves out what packages load for features that are not used here, because Node takes long to load it. */
const unusedModules: Plugin = {
  name: "unused-modules",
  setup(bundler) {
    // commander can run other programs as commands; chalk can find out by itself whether a terminal shows colours.
    bundler.onResolve({ filter: /^(node:child_process|#supports-color)$/ }, ({ importer, path }) =>
      /node_modules[\\/](commander|chalk)[\\/]/u.test(importer) ? { path, namespace: "unused" } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "export default {}" }));
  },
};

const common = {
  absWorkingDir: repositoryFolder,
  write: false,
  bundle: true,
  platform: "node",
  target: "node20.19",
  minify: true,
  metafile: true,
  logLevel: "error",
} satisfies BuildOptions;

/** No package needs to know the address of its file. */
const ownAddress = { "import.meta.dirname": "__dirname", "import.meta.url": '""' };

/**
 * Builds the program into a folder: what is started, `wish.js` and the keychain program, and what `wish.js` loads,
 * `program.js` with its chunks.
 *
 * @returns what went where, for the tests that hold `wish list` small
 * @throws when anything cannot be resolved or esbuild so much as warns
 */
export async function bundleProgram(folder: string): Promise<Metafile> {
  const [roots, program] = await Promise.all([bundleRoots(folder), bundleChunks(folder)]);
  failOn([...roots.warnings, ...program.warnings]);
  await mkdir(folder, { recursive: true });
  // The package above says that its files are ES modules.
  await writeFile(`${folder}/package.json`, '{ "type": "commonjs" }\n');
  for (const { path, text } of roots.outputFiles) await writeFile(path, text);
  await chmod(`${folder}/wish.js`, 0o755);
  for (const { path, text } of program.outputFiles) await writeFile(path, await toCommonJs(text));
  return {
    inputs: { ...roots.metafile.inputs, ...program.metafile.inputs },
    outputs: { ...roots.metafile.outputs, ...program.metafile.outputs },
  };
}

async function bundleRoots(folder: string) {
  return build({
    ...common,
    entryPoints: { wish: "cli/main.ts", "keychain-program": "cli/auth/store/keychain-program.ts" },
    outdir: folder,
    format: "cjs",
    // A native module, optional, found where it is installed.
    external: ["keytar"],
    define: { ...ownAddress, wishVersion: JSON.stringify(await readVersion()) },
  });
}

async function bundleChunks(folder: string) {
  return build({
    ...common,
    entryPoints: { program: "cli/run.ts" },
    outdir: folder,
    splitting: true,
    format: "esm",
    mainFields: ["module", "main"],
    plugins: [layeredChunks, unusedModules],
  });
}

/** Node starts CommonJS modules sooner than ES modules, but esbuild splits ES modules only. */
async function toCommonJs(chunk: string): Promise<string> {
  const { platform, target, minify, logLevel } = common;
  const { code, warnings } = await transform(chunk, {
    platform,
    target,
    minify,
    logLevel,
    format: "cjs",
    // They become calls of `require`.
    supported: { "dynamic-import": false },
    banner: '"use strict";',
    define: ownAddress,
  });
  failOn(warnings);
  return code;
}

function failOn(warnings: readonly Message[]): void {
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join("\n"));
}

/** The version in package.json. */
export async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(`${repositoryFolder}/package.json`, "utf8")) as { version: string };
  return version;
}
