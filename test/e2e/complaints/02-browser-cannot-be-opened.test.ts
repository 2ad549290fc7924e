import { existsSync } from "node:fs";
import { mkdtemp, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { fakeBrowser } from "../../support/browser.ts";
import { pending, startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let api: TestApi;
let issuer: TestIssuer;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer({ polls: [pending, pending], deviceCode: { interval: 0.3 } });
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const login = (environment: Record<string, string>) =>
  wish.runInTerminal(["login", "--api", api.apiUrl], { environment: { DISPLAY: ":0", ...environment }, stdin: "\n" });

/** A search path with nothing in it but what it takes to run a program in a terminal. */
async function pathWithoutBrowser(): Promise<string> {
  const folder = await mkdtemp(join(wish.configFolder, "..", "bin-"));
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const tool of ["script", "stty"]) {
    await symlink(
      folders.map((each) => join(each, tool)).find((each) => existsSync(each))!,
      join(folder, tool),
    );
  }
  return folder;
}

const couldNotOpen = "No browser could be opened. Open the address yourself.";

describe("complaint 2: a missing xdg-open ends the command", () => {
  test.each([
    ["there is no xdg-open", async () => ({ PATH: await pathWithoutBrowser() })],
    ["xdg-open finds no browser", async () => ({ PATH: (await fakeBrowser(wish, 3)).PATH })],
    ["$BROWSER names nothing that exists", async () => ({ BROWSER: "/nonexistent/firefox" })],
    ["$BROWSER fails", async () => ({ BROWSER: (await fakeBrowser(wish, 1)).program })],
  ])("says so and signs in all the same when %s", async (_, environment) => {
    const { stdout, exitCode } = await login(await environment());
    expect(stdout).toContain(couldNotOpen);
    expect(stdout).toContain("Signed in to");
    expect(exitCode).toBe(0);
  });

  test("takes the first browser of $BROWSER that works, with the address where it wants it", async () => {
    const broken = await fakeBrowser(wish, 1);
    const working = await fakeBrowser(wish, 0);
    const { stdout } = await login({ BROWSER: `${broken.program}:${working.program} %s --new-tab` });
    expect(stdout).not.toContain(couldNotOpen);
    expect(await working.opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });

  test("gives no address to a shell", async () => {
    const path = "/activate;touch$IFS'owned'&`id`";
    issuer.script.deviceCode = { verification_uri_complete: issuer.origin + path, interval: 0.3 };
    const { program, opened } = await fakeBrowser(wish, 0);
    await login({ BROWSER: program });
    expect(await opened()).toBe(new URL(issuer.origin + path).href);
  });

  test("opens no browser that would take over the terminal", async () => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout } = await wish.runInTerminal(["login", "--api", api.apiUrl], {
      environment: { PATH, BROWSER: "lynx:/usr/bin/w3m" },
      stdin: "\n",
    });
    expect(stdout).not.toContain("press Enter");
    expect(await opened()).toBe("");
  });
});
