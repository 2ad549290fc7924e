import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { Metafile } from "esbuild";
import { describe, expect, it } from "vitest";

import { bundledPackageFolders } from "../../../cli/build/bundled-packages.ts";
import { count } from "../../support/figures.ts";
import { readMetafile } from "../../support/metafile.ts";
import { lockedPackages } from "./lock-file.ts";

const repositoryFolder = fileURLToPath(new URL("../../..", import.meta.url));

const metafile = readMetafile();
/** Packages whose code is in the command line. */
const bundled = packagesOf(bundledPackageFolders(metafile));
/** Those of them that its own sources import. */
const imported = packagesOf(importsOf(metafile));

function importsOf({ inputs }: Metafile): string[] {
  return Object.entries(inputs)
    .filter(([path]) => !path.includes("node_modules/"))
    .flatMap(([, { imports }]) => imports.map(({ path }) => path));
}

/** `node_modules/a/node_modules/@b/c/index.js` is of the package `@b/c`. */
function packagesOf(paths: string[]): string[] {
  const names = paths.flatMap((path) => [...path.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/gu)].at(-1)?.[1] ?? []);
  return [...new Set(names)].toSorted();
}

const namesIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name]) => name!);

const usableLicences = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"];

describe("the packages in the command line", () => {
  it("stand in the manual, each with what it is for", async (context) => {
    const manual = await readFile(`${repositoryFolder}cli/README.md`, "utf8");
    const table = /<!-- packages -->\n([\s\S]*?)<!-- \/packages -->/u.exec(manual)?.[1] ?? "";
    const rows = table
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").slice(1, 4));
    const listed = rows.flatMap(([name, brought]) => [...namesIn(name), ...namesIn(brought)]);
    expect(rows.flatMap(([name]) => namesIn(name)).toSorted()).toEqual([...imported, "keytar"].toSorted());
    expect([...new Set(listed)].toSorted()).toEqual([...bundled, "keytar"].toSorted());
    for (const [, , purpose = ""] of rows) expect(purpose.trim()).toMatch(/^.{10,}$/u);
    count(context, "packages in the command line, each in its manual", bundled.length);
  });

  it("stand in the bill of materials, with version, digest and a licence that lets anybody use them", async (context) => {
    const { stdout } = await promisify(execFile)(
      "npm",
      ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--offline"],
      { cwd: repositoryFolder, maxBuffer: 64 * 1024 * 1024 },
    );
    const { components } = JSON.parse(stdout) as { components: Component[] };
    for (const folder of bundledPackageFolders(metafile)) {
      const [name] = packagesOf([folder]);
      const { version, integrity = "" } = lockedPackages[folder]!;
      const digest = Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex");
      const component = components.find((each) => each.name === name && each.version === version);
      expect(component).toMatchObject({ name, hashes: [{ alg: "SHA-512", content: digest }] });
      expect(usableLicences).toContain(component?.licenses[0]?.license.id);
    }
    count(context, "packages in the bill of materials", components.length);
  });

  it("bring their licences along", async () => {
    const licences = await readFile(`${repositoryFolder}dist/LICENCES.txt`, "utf8");
    for (const folder of bundledPackageFolders(metafile)) {
      const { version } = lockedPackages[folder]!;
      expect(licences).toMatch(new RegExp(`^${packagesOf([folder])[0]} ${version}\n\n[\\s\\S]{200}`, "mu"));
    }
  });
});

interface Component {
  name: string;
  version: string;
  hashes: { alg: string; content: string }[];
  licenses: { license: { id: string } }[];
}
