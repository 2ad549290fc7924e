import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { finished } from "../../support/finished.ts";
import { it as base } from "../../support/listing.ts";
import { hasWritten } from "../../support/wish.ts";

interface Fixtures {
  /** A pager that writes down how it was started, and in front of each line a `>`. */
  pager: { path: string; startedWith(): Promise<string | undefined> };
  listWith(
    environment: Record<string, string>,
    ...flags: string[]
  ): Promise<{ exitCode: number | null; stdout: string }>;
}

const it = base.extend<Fixtures>({
  pager: async ({ wish }, use) => {
    const path = join(wish.home, "my-pager");
    const log = join(wish.home, "pager.log");
    await writeFile(path, `#!/bin/sh\necho "LESS=$LESS $*" >> "${log}"\nexec sed 's/^/>/'\n`);
    await chmod(path, 0o755);
    await use({
      path,
      startedWith: () =>
        readFile(log, "utf8").then(
          (text) => text.trim(),
          () => undefined,
        ),
    });
  },
  listWith: ({ wish, api }, use) =>
    use((environment, ...flags) =>
      wish.runInTerminal(["list", "--api", api.apiUrl, ...flags], { environment: { TERM: "xterm", ...environment } }),
    ),
});

it.beforeEach(({ serve }) => serve([{ id: "k3f9", name: "A kite" }]));

describe("wish list on a terminal", () => {
  it("shows a table, or JSON, in the pager of the environment", async ({ listWith, pager }) => {
    const { stdout } = await listWith({ WISH_PAGER: `${pager.path} -x y`, PAGER: "false" }, "--no-color");
    expect(stdout).toBe(">ID    NAME\r\n>k3f9  A kite\r\n");
    expect(await pager.startedWith()).toBe("LESS=FRX -x y");
    expect((await listWith({ WISH_PAGER: pager.path }, "--ndjson=id")).stdout).toBe('>{"id":"k3f9"}\r\n');
  });

  it("leaves LESS as it is, and lets a shell read what only a shell can", async ({ listWith, pager }) => {
    const { stdout } = await listWith({ WISH_PAGER: `"${pager.path}" | tr a-z A-Z`, LESS: "" }, "--no-color");
    expect(stdout).toContain(">K3F9  A KITE");
    expect(await pager.startedWith()).toBe("LESS=");
  });

  it.for([
    [{}, ["--no-pager"]],
    [{ CI: "1" }, []],
    [{ TERM: "dumb" }, []],
  ] as const)("uses no pager with %j", async ([environment, flags], { listWith, pager }) => {
    const result = await listWith({ WISH_PAGER: pager.path, ...environment }, "--no-color", ...flags);
    expect(result).toMatchObject({ exitCode: 0, stdout: "ID    NAME\r\nk3f9  A kite\r\n" });
    expect(await pager.startedWith()).toBeUndefined();
  });

  it.for(["", "cat", "no-such-program -R"])("shows the list when the pager is %j", async (command, { listWith }) => {
    expect(await listWith({ WISH_PAGER: command })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("A kite") as string,
    });
  });

  it("takes it for no failure when a pager is left early", async ({ listWith, serve }) => {
    serve(Array.from({ length: 3000 }, (_, index) => ({ id: `w${index}`, name: "x".repeat(60) })));
    const result = await listWith({ WISH_PAGER: "head -n 1" }, "--no-color");
    expect(result).toEqual({
      exitCode: 0,
      signal: null,
      stdout: expect.stringMatching(/^ID +NAME\r\n$/u) as string,
      stderr: "",
    });
  });

  it("leaves ctrl-C to the pager, and ends with it", async ({ wish, api }) => {
    const program = `trap 'echo stopped' INT; echo ready; read -r key < /dev/tty || read -r key < /dev/tty; echo "key $key"`;
    const child = wish.startInTerminal(["list", "--api", api.apiUrl], {
      environment: { TERM: "xterm", WISH_PAGER: program },
    });
    const end = finished(child);
    await hasWritten(child, "ready");
    child.stdin.write("\u0003\u0003");
    await hasWritten(child, "stopped");
    child.stdin.write("q\n");
    expect(await end).toMatchObject({ exitCode: 0, signal: null, stdout: expect.stringContaining("key q") as string });
  });
});

describe("wish list in a pipe", () => {
  it.for([{}, { WISH_FORCE_TTY: "80" }])("uses no pager, with %j", async (environment, { wish, api, pager }) => {
    const given = { TERM: "xterm", WISH_PAGER: pager.path, ...environment };
    const { stdout } = await wish.run(["list", "--api", api.apiUrl], { environment: given });
    expect(stdout).toContain("A kite");
    expect(await pager.startedWith()).toBeUndefined();
  });
});
