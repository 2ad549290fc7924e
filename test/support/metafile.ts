import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Metafile } from "esbuild";
import { inject } from "vitest";

/** What esbuild tells of the built program. */
export function readMetafile(): Metafile {
  return JSON.parse(readFileSync(join(inject("sharedFolder"), "metafile.json"), "utf8")) as Metafile;
}
