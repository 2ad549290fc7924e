import { spawn } from "node:child_process";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import { finished } from "../../support/finished.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let api: TestApi;
let issuer: TestIssuer;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer();
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

/** Runs it as a CI runner does: in a session without a terminal, and with a standard input that never ends. */
async function runUnattended(args: string[]) {
  const program = spawn("setsid", ["--wait", process.execPath, `${wish.folder}/wish.js`, ...args], {
    env: {
      PATH: process.env["PATH"],
      HOME: wish.configFolder,
      WISH_API_URL: api.apiUrl,
      WISH_CONFIG_DIR: wish.configFolder,
      WISH_CREDENTIAL_STORE: "file",
    },
  });
  return finished(program);
}

/** How adding ends when the API answers with that status. */
async function exitCode(status: number) {
  api.add = () => ({ status, body: { message: "No" }, headers: { "retry-after": "3600" } });
  const environment = { WISH_TOKEN: "t", WISH_API_URL: api.apiUrl };
  return (await wish.run(["add", "--name", "Tea"], { environment })).exitCode;
}

describe("complaint 14: hangs in CI on a prompt, or ends with the wrong exit code", () => {
  test.each([[["add", "--name", "Tea"]], [["add", "--from", "-"]], [["token"]], [["status"]]])(
    "%j leaves with 4 at once, names the command to run, and asks nobody",
    async (args) => {
      const result = await runUnattended(args);
      expect(result).toMatchObject({ exitCode: 4, stdout: "" });
      expect(result.stderr).toContain("`wish login`");
      expect(issuer.received).toEqual([]);
    },
  );

  test("a terminal that a CI runner pretends to have changes nothing", async () => {
    const environment = { CI: "true", TERM: "xterm", WISH_API_URL: api.apiUrl };
    const words = [process.execPath, `${wish.folder}/wish.js`, "add", "--from", "-"].join(" ");
    const shell = spawn("script", ["-qec", `echo '{"name":"a"}' | ${words}`, "/dev/null"], {
      env: { PATH: process.env["PATH"], HOME: wish.configFolder, WISH_CONFIG_DIR: wish.configFolder, ...environment },
    });
    expect(await finished(shell)).toMatchObject({ exitCode: 4 });
    expect(issuer.received).toEqual([]);
  });

  test("standard input that is a terminal is not waited for", async () => {
    const result = await wish.runInTerminal(["add", "--from", "-"], { environment: { WISH_API_URL: api.apiUrl } });
    expect(result).toMatchObject({ exitCode: 2 });
  });

  test("an HTTP 401 is 4, a 403 is 5, and a server in trouble is 6", async () => {
    expect([await exitCode(401), await exitCode(403), await exitCode(503)]).toEqual([4, 5, 6]);
  });
});
