import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { Metafile } from "esbuild";

const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The folders of the packages whose code is in a bundle, from the repository's, in order. */
export function bundledPackageFolders({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  // `node_modules/a/node_modules/@b/c/index.js` is of the last package on its way.
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0] ?? []);
  return [...new Set(folders)].toSorted();
}

/**
 * Collects the licences of what is in a bundle into one text: they let anybody use the code who passes them on.
 *
 * @throws when a package has none
 */
export async function licencesOf(metafile: Metafile): Promise<string> {
  const licences = bundledPackageFolders(metafile).map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(`${repositoryFolder}${folder}/package.json`, "utf8")) as {
      name: string;
      version: string;
    };
    const file = (await readdir(repositoryFolder + folder)).find((entry) => /^licen[cs]e/iu.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file.`);
    return `${name} ${version}\n\n${(await readFile(`${repositoryFolder}${folder}/${file}`, "utf8")).trim()}\n`;
  });
  return (await Promise.all(licences)).join(`\n${"-".repeat(80)}\n\n`);
}
