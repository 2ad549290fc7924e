import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { startApi, type TestApi } from "./support/api.ts";
import { pending, startIssuer, type TestIssuer } from "./support/issuer.ts";
import { buildWish, finished, hasWritten, type Wish } from "./support/wish.ts";

let wish: Wish;
let api: TestApi;
let issuer: TestIssuer;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer({ polls: [pending, pending], deviceCode: { interval: 0.5 } });
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

/** Puts an `xdg-open` first in the path that notes what it is asked to open. */
async function fakeBrowser(exitCode: number): Promise<{ PATH: string; opened: () => Promise<string> }> {
  const folder = join(wish.configFolder, "..", "bin");
  const note = join(folder, "opened");
  await mkdir(folder, { recursive: true });
  await writeFile(note, "");
  await writeFile(join(folder, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > '${note}'\nexit ${exitCode}\n`);
  await chmod(join(folder, "xdg-open"), 0o755);
  return {
    PATH: `${folder}${delimiter}${process.env["PATH"]}`,
    opened: () => readFile(note, "utf8"),
  };
}

const login = (PATH: string, stdin: string, ...flags: string[]) =>
  wish.runInTerminal(["login", "--api", api.apiUrl, ...flags], { environment: { PATH, TERM: "dumb" }, stdin });

test("opens the browser on Enter while polling goes on", async () => {
  const { PATH, opened } = await fakeBrowser(0);
  const { stdout, exitCode } = await login(PATH, "\n");
  expect(stdout).toContain("press Enter to open the browser");
  expect(stdout).toContain("Signed in to");
  expect(exitCode).toBe(0);
  expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
});

test("goes on when no browser can be opened", async () => {
  const { PATH } = await fakeBrowser(3);
  const { stdout, exitCode } = await login(PATH, "\n");
  expect(stdout).toContain("No browser could be opened.");
  expect(exitCode).toBe(0);
});

test("opens nothing with --no-browser", async () => {
  const { PATH, opened } = await fakeBrowser(0);
  const { stdout } = await login(PATH, "\n", "--no-browser");
  expect(stdout).not.toContain("press Enter");
  expect(await opened()).toBe("");
});

test("opens no address that is not the issuer's own", async () => {
  issuer.script.deviceCode = { verification_uri_complete: "https://elsewhere.example/", interval: 0.1 };
  const { PATH, opened } = await fakeBrowser(0);
  const { stdout } = await login(PATH, "\n");
  expect(stdout).toContain("https://elsewhere.example/");
  expect(stdout).not.toContain("press Enter");
  expect(await opened()).toBe("");
});

test("ends at once on ctrl-C at the prompt", async () => {
  issuer.script.deviceCode = { interval: 60 };
  const child = wish.startInTerminal(["login", "--api", api.apiUrl]);
  const end = finished(child);
  await hasWritten(child, "press Enter");
  const interruptedAt = Date.now();
  child.stdin.write("\u0003");
  expect((await end).exitCode).toBe(130);
  expect(Date.now() - interruptedAt).toBeLessThan(1000);
});
