import { readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";

import { openApiDocument } from "../openapi.ts";

// `npm run openapi` writes the document; with `--check` it only tells whether the file is up to date.
const file = new URL("../openapi.json", import.meta.url);
const document = openApiDocument();
if (!process.argv.includes("--check")) {
  await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
} else if (!isDeepStrictEqual(JSON.parse(await readFile(file, "utf8")), JSON.parse(JSON.stringify(document)))) {
  console.error("service/openapi.json is not what service/openapi.ts writes. Run: npm run openapi");
  process.exitCode = 1;
}
