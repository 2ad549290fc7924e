import { spawn } from "node:child_process";

import { describe, expect } from "vitest";

import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";

interface Fixtures {
  /** Runs it as a CI runner does: in a session without a terminal, and with a standard input that never ends. */
  runUnattended(args: readonly string[]): Promise<Finished>;
  /** How adding ends when the API answers with that status. */
  exitCode(status: number): Promise<number | null>;
}

const it = base.extend<Fixtures>({
  runUnattended: ({ wish, api }, use) =>
    use((args) => {
      const program = spawn("setsid", ["--wait", process.execPath, `${wish.folder}/wish.js`, ...args], {
        env: {
          PATH: process.env["PATH"],
          HOME: wish.home,
          WISH_API_URL: api.apiUrl,
          WISH_CONFIG_DIR: wish.configFolder,
          WISH_CREDENTIAL_STORE: "file",
        },
      });
      return finished(program);
    }),
  exitCode: ({ wish, api }, use) =>
    use(async (status) => {
      api.add = () => ({ status, body: { message: "No" }, headers: { "retry-after": "3600" } });
      const environment = { WISH_TOKEN: "t", WISH_API_URL: api.apiUrl };
      return (await wish.run(["add", "--name", "Tea"], { environment })).exitCode;
    }),
});

describe("complaint 14: hangs in CI on a prompt, or ends with the wrong exit code", () => {
  it.for([[["add", "--name", "Tea"]], [["add", "--from", "-"]], [["token"]], [["status"]]] as const)(
    "%j leaves with 4 at once, names the command to run, and asks nobody",
    async ([args], { issuer, runUnattended }) => {
      const result = await runUnattended(args);
      expect(result).toMatchObject({ exitCode: 4, stdout: "" });
      expect(result.stderr).toContain("`wish login`");
      expect(issuer.received).toEqual([]);
    },
  );

  it("a terminal that a CI runner pretends to have changes nothing", async ({ wish, api, issuer }) => {
    const environment = { CI: "true", TERM: "xterm", WISH_API_URL: api.apiUrl };
    const words = [process.execPath, `${wish.folder}/wish.js`, "add", "--from", "-"].join(" ");
    const shell = spawn("script", ["-qec", `echo '{"name":"a"}' | ${words}`, "/dev/null"], {
      env: { PATH: process.env["PATH"], HOME: wish.configFolder, WISH_CONFIG_DIR: wish.configFolder, ...environment },
    });
    expect(await finished(shell)).toMatchObject({ exitCode: 4 });
    expect(issuer.received).toEqual([]);
  });

  it("standard input that is a terminal is not waited for", async ({ wish, api }) => {
    const result = await wish.runInTerminal(["add", "--from", "-"], { environment: { WISH_API_URL: api.apiUrl } });
    expect(result).toMatchObject({ exitCode: 2 });
  });

  it("an HTTP 401 is 4, a 403 is 5, and a server in trouble is 6", async ({ exitCode }) => {
    expect([await exitCode(401), await exitCode(403), await exitCode(503)]).toEqual([4, 5, 6]);
  });
});
