import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, it } from "vitest";

import { buildManual } from "../../../cli/build/manual.ts";
import { reasonForNoProgram } from "../../support/skipping.ts";

let folder: string;
let page: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-manual-"));
  page = join(folder, "man", "wish.1");
  await buildManual(folder, "1.2.3");
});
afterAll(() => rm(folder, { recursive: true }));

/** Gives the page as a reader sees it. */
function read(program: string, args: readonly string[]): { shown: string; complaints: string } {
  const environment = { ...process.env, MANWIDTH: "100", MAN_KEEP_FORMATTING: "", LC_ALL: "C.UTF-8" };
  const { stdout, stderr } = spawnSync(program, [...args, page], { encoding: "utf8", env: environment });
  // Bold is a letter, a backspace and the letter again.
  return { shown: stdout.replaceAll(/.\u0008/gu, ""), complaints: stderr };
}

it.for([
  ["groff", ["-man", "-Tutf8", "-P-c", "-ww"]],
  ["man", ["--warnings", "-l"]],
  ["mandoc", ["-T", "utf8"]],
] as const)(
  "is read by %s, with all commands and flags, escapes and examples as they are typed",
  ([program, args], { skip }) => {
    const whyNot = reasonForNoProgram("MANUALS", program);
    skip(whyNot !== undefined, whyNot);
    const { shown, complaints } = read(program, args);
    expect(complaints).toBe("");
    expect(shown).toMatch(/wish 1\.2\.3/u);
    for (const command of [
      "init",
      "login",
      "logout",
      "status",
      "token",
      "list",
      "add",
      "doctor",
      "completion",
      "help",
    ]) {
      expect(shown).toContain(`wish ${command}`);
    }
    expect(shown).toMatch(/-n, --limit <count>/u);
    expect(shown).toContain('$ wish add "A bicycle"');
    expect(shown).toContain("\\t \\n \\r \\\\ escaped");
    expect(shown).toContain("WISH_CREDENTIAL_STORE");
    expect(shown).toMatch(/130 +interrupted/u);
    expect(shown).toContain("No telemetry");
  },
);

it("is where package.json says that npm finds it", async () => {
  const path = fileURLToPath(new URL("../../../package.json", import.meta.url));
  const { man, files } = JSON.parse(await readFile(path, "utf8")) as { man: string[]; files: string[] };
  expect(man).toEqual(["./dist/man/wish.1", "./dist/man/wish-list.1"]);
  expect(files).toContain("dist");
});
