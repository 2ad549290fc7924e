import { chmod, readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build, type Metafile, type Plugin } from "esbuild";

const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

// CommonJS packages inside the bundle call `require` for Node's own modules; an ES module has none.
const requireBanner = "const require=process.getBuiltinModule;";

/**
 * Puts everything that `run.ts` imports at its start into one chunk.
 *
 * esbuild makes a chunk for each set of late imports that share something, some forty of them, and Node takes longer to find
 * and read a small file than to compile it. So each late import also imports `run.ts`, which is loaded by then. They all
 * share all of it, and it stays in one piece.
 */
const oneFirstChunk: Plugin = {
  name: "one-first-chunk",
  setup(bundler) {
    bundler.onResolve({ filter: /^[.a-z]/ }, ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import" || path.startsWith("node:") || path === "keytar") return undefined;
      return {
        path: path.startsWith(".") ? relative(repositoryFolder, resolve(resolveDir, path)).replaceAll("\\", "/") : path,
        namespace: "late",
      };
    });
    bundler.onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => ({
      contents: `import "./cli/run.ts"; export ${path.startsWith("cli/") ? `* from "./${path}"` : `{ default } from "${path}"`};`,
      resolveDir: repositoryFolder,
    }));
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

/**
 * Builds the program into a folder: `wish.js`, the keychain program, and what they load late in chunks of its own.
 *
 * @returns what went where, for the tests that hold `wish list` small
 * @throws when anything cannot be resolved or esbuild so much as warns
 */
export async function bundleProgram(folder: string): Promise<Metafile> {
  const version = await readVersion();
  const { metafile, warnings } = await build({
    absWorkingDir: repositoryFolder,
    entryPoints: { wish: "cli/main.ts", "keychain-program": "cli/auth/store/keychain-program.ts" },
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
    plugins: [oneFirstChunk, unusedModules],
    metafile: true,
    logLevel: "error",
  });
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join("\n"));
  await chmod(`${folder}/wish.js`, 0o755);
  return metafile;
}

/** The version in package.json. */
export async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(`${repositoryFolder}/package.json`, "utf8")) as { version: string };
  return version;
}
