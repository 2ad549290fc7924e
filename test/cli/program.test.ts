import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { describe, expect } from "vitest";

import { it } from "../support/fixtures.ts";
import { readMetafile } from "../support/metafile.ts";

describe("the command line", () => {
  it("prints its version", async ({ wish }) => {
    expect(await wish.run(["--version"])).toMatchObject({ exitCode: 0, stdout: "0.1.0\n", stderr: "" });
  });

  it.for([["--help"], []])("leads its help with examples: wish %s", async (args, { wish }) => {
    const result = await wish.run(args);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toMatch(/^Examples:\n {2}\$ wish init /u);
  });

  it.for(["init", "login", "logout", "status", "token", "list", "add"])(
    "leads the help of %s with examples",
    async (command, { wish }) => {
      expect((await wish.run([command, "--help"])).stdout).toMatch(/^Examples:/u);
    },
  );

  it("suggests the command and the flag that may be meant", async ({ wish }) => {
    const command = await wish.run(["lsit"]);
    expect(command).toMatchObject({ exitCode: 2, stdout: "" });
    expect(command.stderr).toBe("wish: unknown command 'lsit'\n(Did you mean list?)\nSee `wish help`.\n");
    // A name that every object of JavaScript knows is no command either.
    expect((await wish.run(["constructor"])).stderr).toBe("wish: unknown command 'constructor'\nSee `wish help`.\n");
    const flag = await wish.run(["list", "--limi", "3"]);
    expect(flag).toMatchObject({ exitCode: 2, stdout: "" });
    expect(flag.stderr).toBe("wish: unknown option '--limi'\n(Did you mean --limit?)\nSee `wish help list`.\n");
    const inner = await wish.run(["lists", "rm", "mine", "--yes"]);
    expect(inner.stderr).toBe("wish: unknown option '--yes'\nSee `wish help lists remove`.\n");
  });

  it.for([
    [["list", "--limit", "0"]],
    [["list", "--limit", "many"]],
    [["list", "--json", "--ndjson"]],
    [["list", "--timeout", "-1"]],
    [["add"]],
    [["list"]],
    [["list", "--api", "nonsense"]],
    [["list", "--api", "http://example.com"]],
    [["list", "--api", "https://me:secret@example.com"]],
  ] as const)("takes %j for wrong usage", async ([args], { wish }) => {
    expect(await wish.run(args)).toMatchObject({ exitCode: 2, stdout: "" });
  });

  it("points to the help of a command that is used wrongly", async ({ wish }) => {
    const { stderr } = await wish.run(["add"]);
    expect(stderr).toMatch(/^wish: Nothing says what to add\.\n.*\nSee `wish help add`\.\n$/u);
  });
});

it("has no command's code in what every command line loads", () => {
  const { outputs } = readMetafile();
  const [, run] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith("cli/run.ts"))!;
  const inputs = run.imports.flatMap(({ path }) => Object.keys(outputs[path]?.inputs ?? {}));
  expect(inputs).toContain("cli/program.ts");
  expect(inputs.filter((input) => /^(?:cli\/commands|service)\//u.test(input))).toEqual([]);
});

describe("wish list", () => {
  const metafile = readMetafile();
  /** The bundle's inputs that must stay out of a listing: what takes long to load, and all of our sign-in code. */
  const signInCode =
    /node_modules\/(undici|keytar|openid-client|oauth4webapi|jose|proper-lockfile|open)\/|^cli\/auth\//u;

  it("needs few files at its start, which have no sign-in code and load few of Node's own modules", () => {
    const { outputs } = metafile;
    const entries = ["cli/run.ts", "cli/commands/list.ts"].map(
      (input) => Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(input))![0],
    );
    const reached = new Set(entries);
    const builtins = new Set<string>();
    for (const path of reached) {
      for (const { path: next, kind, external } of outputs[path]!.imports) {
        if (kind !== "dynamic-import") (external ? builtins : reached).add(next);
      }
    }
    // The two entries, a chunk for each, and what esbuild needs to wrap CommonJS packages.
    expect(reached.size).toBe(5);
    const inputs = [...reached].flatMap((path) => Object.keys(outputs[path]!.inputs));
    expect(inputs).toContain("cli/commands/list.ts");
    expect(inputs.filter((input) => signInCode.test(input))).toEqual([]);
    const few = ["events", "fs", "os", "path", "process"];
    expect([...builtins].toSorted()).toEqual(few.map((name) => `node:${name}`));
  });

  it("loads no sign-in code while it runs", async ({ wish, api }) => {
    const coverage = await mkdtemp(join(tmpdir(), "wish-coverage-"));
    const inputsLoadedBy = async (...args: string[]) => {
      // V8 then writes down every script that was loaded.
      await wish.run([...args, "--api", api.apiUrl], { environment: { NODE_V8_COVERAGE: coverage, WISH_TOKEN: "t" } });
      const [file] = await readdir(coverage);
      const { result } = JSON.parse(await readFile(join(coverage, file!), "utf8")) as { result: { url: string }[] };
      await rm(join(coverage, file!));
      const files = new Set(result.map(({ url }) => basename(url)));
      const loaded = Object.entries(metafile.outputs).filter(([path]) => files.has(basename(path)));
      return loaded.flatMap(([, { inputs }]) => Object.keys(inputs)).filter((input) => signInCode.test(input));
    };
    expect(await inputsLoadedBy("list")).toEqual([]);
    expect(await inputsLoadedBy("list", "--json")).toEqual([]);
    // The same look at `add` does see it, so an empty answer above means something.
    expect(await inputsLoadedBy("add", "--name", "Tea")).toContain("cli/auth/sessions.ts");
    await rm(coverage, { recursive: true });
  });
});
