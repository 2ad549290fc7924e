import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect } from "vitest";

import { exitCodes } from "../../../cli/failure.ts";
import { environmentVariables } from "../../../cli/help/topics.ts";
import { it } from "../../support/fixtures.ts";

describe("wish help", () => {
  it("shows what --help shows", async ({ wish }) => {
    const { stdout } = await wish.run(["--help"]);
    expect((await wish.run(["help"])).stdout).toBe(stdout);
    expect((await wish.run(["help", "list"])).stdout).toBe((await wish.run(["list", "--help"])).stdout);
    const { stdout: inner } = await wish.run(["lists", "add", "--help"]);
    expect((await wish.run(["help", "lists", "add"])).stdout).toBe(inner);
    expect(await wish.run(["help", "lists", "make"])).toMatchObject({ exitCode: 2, stdout: "" });
  });

  it("says on the first page where more is, and that there is no telemetry", async ({ wish }) => {
    const { stdout } = await wish.run(["--help"]);
    expect(stdout).toContain("wish help environment, wish help exit-codes");
    expect(stdout).toContain("No telemetry");
  });

  it("lists every exit code, with the failures that lead to it", async ({ wish }) => {
    const { stdout } = await wish.run(["help", "exit-codes"]);
    const words = stdout.replaceAll(/\s+/gu, " ");
    for (const [failure, exitCode] of Object.entries(exitCodes)) {
      expect(words).toMatch(new RegExp(` ${exitCode} [^\\d]*\\b${failure}\\b`, "u"));
    }
    expect(words).toMatch(/ 0 done.* 130 interrupted/u);
  });

  it.for([80, 100])("fits a terminal of %i columns", async (columns, { wish }) => {
    for (const topic of ["environment", "exit-codes"]) {
      const { stdout } = await wish.runInTerminal(["help", topic], { columns });
      expect(stdout.split("\r\n").filter((line) => line.length > columns)).toEqual([]);
    }
  });

  it("refuses a topic that there is not, and names those there are", async ({ wish }) => {
    const result = await wish.run(["help", "listings"]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain("list, ls, show");
    expect(result.stderr).toContain("environment, exit-codes");
  });

  it("needs no settings, not even readable ones", async ({ wish }) => {
    const environment = { WISH_API_URL: "nonsense", WISH_CREDENTIAL_STORE: "nonsense" };
    expect(await wish.run(["help", "environment"], { environment })).toMatchObject({ exitCode: 0 });
    expect(await wish.run(["completion", "bash"], { environment })).toMatchObject({ exitCode: 0 });
  });
});

it("every environment variable that is read is explained", async () => {
  /** Set by the surroundings, not by a person for this program; or the other spelling of one that is explained. */
  const unexplained = ["SSH_CLIENT", "SSH_TTY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "LC_ALL", "LC_CTYPE"];
  const others = ["AppData", "LocalAppData", "no_proxy", "LV", "NODE_TLS_REJECT_UNAUTHORIZED"];
  const folder = fileURLToPath(new URL("../../../cli", import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const sources = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const read = sources.flatMap((source) => [...source.matchAll(/variables\["(\w+)"\]/gu)].map(([, name]) => name!));
  expect(read.length).toBeGreaterThan(10);
  const explained = new Set([...environmentVariables.map(({ name }) => name), ...unexplained, ...others]);
  expect(read.filter((name) => !explained.has(name))).toEqual([]);
});
