import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { bundleProgram, readVersion } from "./bundle.ts";
import { licencesOf } from "./bundled-packages.ts";
import { keepCompiledCode } from "./code-cache.ts";
import { buildManual } from "./manual.ts";

const folder = fileURLToPath(new URL("../../dist", import.meta.url));
await rm(folder, { recursive: true, force: true });
/** What went where. */
export const [metafile] = await Promise.all([
  bundleProgram(folder),
  readVersion().then((version) => buildManual(folder, version)),
]);
await keepCompiledCode(folder, process.execPath);
await writeFile(`${folder}/LICENCES.txt`, await licencesOf(metafile));
