import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type TestApi, startApi } from "../../support/api.ts";
import { builtFolder } from "../../support/wish.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

let folder: string;
let api: TestApi;
let packed: { filename: string; size: number; files: { path: string }[] };

const run = promisify(execFile);

/** Runs npm so that it reads nothing from the network and nothing of this repository's settings. */
const npm = (cwd: string, ...args: string[]) =>
  run("npm", [...args, "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-package-"));
  api = await startApi();
  // A package of its own, so that the `dist` that other tests run stays as it is.
  for (const file of ["package.json", "README.md", "LICENSE"]) await cp(join(repository, file), join(folder, file));
  await cp(builtFolder, join(folder, "dist"), { recursive: true });
  const { stdout } = await npm(folder, "pack", "--json");
  [packed] = JSON.parse(stdout) as [typeof packed];
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("the package", () => {
  it("holds what the command line needs and nothing else, in less than half a megabyte", () => {
    const others = packed.files.map(({ path }) => path).filter((path) => !/^(dist|man|completions)\//u.test(path));
    expect(others.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
    // They are of this machine's Node.js.
    expect(packed.files.filter(({ path }) => path.endsWith(".cache"))).toEqual([]);
    expect(packed.size).toBeLessThan(500_000);
  });

  it("needs nothing but the keychain, and not even that", async () => {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<string, object>;
    expect(manifest["dependencies"]).toBeUndefined();
    expect(Object.keys(manifest["optionalDependencies"]!)).toEqual(["keytar"]);
  });

  it("installed into an empty folder on its own, it runs", async () => {
    const elsewhere = join(folder, "elsewhere");
    await cp(join(folder, packed.filename), join(elsewhere, packed.filename));
    await writeFile(join(elsewhere, "package.json"), "{}");
    await npm(elsewhere, "install", "--omit=optional", `./${packed.filename}`);
    const environment = {
      PATH: process.env["PATH"],
      HOME: elsewhere,
      WISH_API_URL: api.apiUrl,
      WISH_CREDENTIAL_STORE: "keychain",
    };
    const wish = (...args: string[]) =>
      run(join(elsewhere, "node_modules", ".bin", "wish"), args, { env: environment });
    const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };
    expect((await wish("--version")).stdout).toBe(`${version}\n`);
    expect((await wish("list", "--json")).stdout).toBe("[]\n");
    await expect(wish("login")).rejects.toMatchObject({
      code: 4,
      stderr: expect.stringContaining("keytar is not installed") as string,
    });
  });

  it("installed for all, it has two names and a manual page, and uninstalled it leaves nothing", async () => {
    const prefix = join(folder, "prefix");
    await npm(folder, "install", "--global", "--prefix", prefix, "--omit=optional", `./${packed.filename}`);
    const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };
    for (const name of ["wish", "wish-list"]) {
      expect((await run(join(prefix, "bin", name), ["--version"])).stdout).toBe(`${version}\n`);
    }
    expect(await readFile(join(prefix, "share", "man", "man1", "wish.1"), "utf8")).toMatch(/^\.TH WISH 1/u);
    expect(await readFile(join(prefix, "share", "man", "man1", "wish-list.1"), "utf8")).toBe(".so man1/wish.1\n");
    await npm(folder, "uninstall", "--global", "--prefix", prefix, "wish");
    const left = await readdir(prefix, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => !entry.isDirectory())).toEqual([]);
  });
});
