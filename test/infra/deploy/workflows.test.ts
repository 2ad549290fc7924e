import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type * as LanguageService from "@actions/languageservice";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";

const folder = new URL("../../../.github/workflows/", import.meta.url);
let workflows: [name: string, text: string][];
let validate: typeof LanguageService.validate;

beforeAll(async () => {
  const names = await readdir(folder);
  workflows = await Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(new URL(name, folder), "utf8")]),
  );
  ({ validate } = await loadLanguageService());
});

/** It imports JSON in a way that Node.js does not take, so it is bundled first. */
async function loadLanguageService(): Promise<typeof LanguageService> {
  const bundle = new URL("../../../node_modules/.cache/wish-language-service/index.cjs", import.meta.url);
  const entry = fileURLToPath(import.meta.resolve("@actions/languageservice"));
  await build({ entryPoints: [entry], outfile: fileURLToPath(bundle), bundle: true, format: "cjs", platform: "node" });
  return (await import(bundle.href)) as typeof LanguageService;
}

let documents = 0;

/** What the language service of GitHub itself finds. */
async function findings(name: string, text: string): Promise<string[]> {
  // It remembers what it has parsed by address.
  documents += 1;
  const document = TextDocument.create(new URL(`${documents}/${name}`, folder).href, "yaml", 1, text);
  const diagnostics = await validate(document);
  return diagnostics.map(({ message, range }) => `${name}:${range.start.line + 1}: ${JSON.stringify(message)}`);
}

describe("the workflows", () => {
  it("have nothing that GitHub's own language service finds", async () => {
    const found = await Promise.all(workflows.map(([name, text]) => findings(name, text)));
    expect(found.flat()).toEqual([]);
  });

  it.each([
    ["pull_request:", "pull_requests:"],
    ["steps:", "stepps:"],
    ["timeout-minutes: 30", "timeout-minutes: soon"],
    ["contents: read", "contents: reed"],
  ])("would be found out with a mistake: %s as %s", async (right, wrong) => {
    const [, text] = workflows.find(([name]) => name === "checks.yml") ?? ["", ""];
    expect(await findings("checks.yml", text.replaceAll(right, wrong))).not.toEqual([]);
  });

  it("begin with no rights at all", () => {
    for (const [, text] of workflows) expect(text).toMatch(/^permissions: \{\}$/mu);
  });

  it("take every action of others at one commit, with its version", () => {
    const uses = workflows.flatMap(([, text]) => [...text.matchAll(/uses: (.+)$/gmu)].map(([, action = ""]) => action));
    const foreign = uses.filter((action) => !action.startsWith("./"));
    expect(foreign.length).toBeGreaterThan(5);
    for (const action of foreign) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u);
  });

  it("run no install script of a package where they have a right in AWS", () => {
    const withRights = workflows.filter(([, text]) => text.includes("id-token: write"));
    expect(withRights.map(([name]) => name).toSorted()).toEqual(["deploy.yml", "diff.yml"]);
    for (const [, text] of withRights) {
      const installs = [...text.matchAll(/npm (?:ci|i|install)\b.*$/gmu)].map(([line]) => line);
      expect(installs).toEqual(["npm ci --ignore-scripts"]);
    }
  });

  it("hold no key of AWS", () => {
    for (const [, text] of workflows) expect(text).not.toMatch(/secrets\.|AWS_ACCESS_KEY|AWS_SECRET/u);
  });
});
