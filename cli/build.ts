import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { bundleProgram, readVersion } from "./bundle.ts";
import { buildManual } from "./manual.ts";

const folder = fileURLToPath(new URL("../dist", import.meta.url));
await rm(folder, { recursive: true, force: true });
await Promise.all([bundleProgram(folder), readVersion().then((version) => buildManual(folder, version))]);
