import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { it } from "../support/fixtures.ts";
import { builtFolder, type Wish } from "../support/wish.ts";

const suffix = ".cache";

/** Has V8 say of each file that the program loads whether what was kept of it is of use. */
const tellWhatIsOfUse = `
  const vm = require("node:vm");
  const { basename } = require("node:path");
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      console.error(basename(options.filename), this.cachedDataRejected === false);
    }
  };`;

/** Gives a program a folder of its own, in which each file with V8's work is changed. */
async function changeKept(wish: Wish, change: (path: string) => Promise<unknown>): Promise<void> {
  wish.folder = await mkdtemp(join(tmpdir(), "wish-kept-"));
  await cp(builtFolder, wish.folder, { recursive: true });
  const kept = (await readdir(wish.folder)).filter((name) => name.endsWith(suffix));
  for (const name of kept) await change(join(wish.folder, name));
}

describe("what the build keeps of V8's work", () => {
  it("is of use for every file that a listing loads", async ({ wish, api }) => {
    const tell = join(wish.home, "tell.cjs");
    await writeFile(tell, tellWhatIsOfUse);
    const { exitCode, stderr } = await wish.run(["list", "--json", "--api", api.apiUrl], {
      environment: { NODE_OPTIONS: `--require ${tell}` },
    });
    expect(exitCode).toBe(0);
    const told = stderr.trim().split("\n");
    expect(told).toContain("program.js true");
    expect(told.filter((line) => !line.endsWith(" true"))).toEqual([]);
  });

  it.for([
    ["absent", (path: string) => rm(path)],
    ["cut off", (path: string) => truncate(path, 1000)],
    ["empty", (path: string) => truncate(path, 0)],
    ["something else", (path: string) => writeFile(path, "something else")],
    [
      "from another version of V8",
      async (path: string) => {
        const bytes = await readFile(path);
        // The version stands after the magic number.
        bytes.writeUInt32LE(bytes.readUInt32LE(4) + 1, 4);
        await writeFile(path, bytes);
      },
    ],
  ] as const)("is not needed: %s", async ([, change], { wish }) => {
    const { stdout } = await wish.run(["help", "list"]);
    expect(stdout).toMatch(/^Examples:/u);
    await changeKept(wish, change);
    expect(await wish.run(["help", "list"])).toMatchObject({ exitCode: 0, stdout, stderr: "" });
  });
});
