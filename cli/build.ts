import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { bundleProgram } from "./bundle.ts";

const folder = fileURLToPath(new URL("../dist", import.meta.url));
await rm(folder, { recursive: true, force: true });
await bundleProgram(folder);
