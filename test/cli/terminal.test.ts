import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { drawQrCode } from "../../cli/auth/terminal/qr-code.ts";

import { startApi, type TestApi } from "../support/api.ts";
import { fakeBrowser } from "../support/browser.ts";
import { pending, startIssuer, type TestIssuer } from "../support/scripted-issuer.ts";
import { finished } from "../support/finished.ts";
import { buildWish, hasWritten, type Wish } from "../support/built-wish.ts";

let wish: Wish;
let api: TestApi;
let issuer: TestIssuer;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer({ polls: [pending, pending], deviceCode: { interval: 0.25 } });
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

/** A desktop: without a display no browser is offered. */
const desktop = { DISPLAY: ":0" };

const login = (environment: Record<string, string>, stdin: string, ...flags: string[]) =>
  wish.runInTerminal(["login", "--api", api.apiUrl, ...flags], { environment, stdin });

describe("the browser", () => {
  test("is opened on Enter while polling goes on", async () => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout, exitCode } = await login({ PATH, ...desktop }, "\n");
    expect(stdout).toContain("press Enter to open the browser");
    expect(stdout).toContain("Signed in to");
    expect(exitCode).toBe(0);
    expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });

  test("is opened once, however often Enter is pressed", async () => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    await login({ PATH, ...desktop }, "\n\n\n");
    expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });

  test("is not offered with --no-browser", async () => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout } = await login({ PATH, ...desktop }, "\n", "--no-browser");
    expect(stdout).not.toContain("press Enter");
    expect(await opened()).toBe("");
  });

  test("is never sent to an address that is not the issuer's own", async () => {
    issuer.script.deviceCode = { verification_uri_complete: "https://elsewhere.example/", interval: 0.1 };
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout } = await login({ PATH, ...desktop }, "\n", "--qr");
    expect(stdout).toContain("https://elsewhere.example/");
    expect(stdout).not.toContain("press Enter");
    expect(stdout).not.toContain("█");
    expect(await opened()).toBe("");
  });
});

describe("the countdown", () => {
  test("is one line, written anew, and gone in the end", async () => {
    const { stdout } = await login({ TERM: "xterm" }, "");
    expect(stdout).toContain("\u001B[1G\u001B[2KWaiting for you, 15:00 left");
    expect(stdout).not.toMatch(/Waiting for you[^\r\u001B]*\r?\n/u);
    expect(stdout).toContain("\u001B[2KSigned in to");
  });

  test.each([
    ["on a dumb terminal", { TERM: "dumb" }],
    ["in a build", { CI: "true", TERM: "xterm" }],
  ])("is a plain sentence %s", async (_, environment) => {
    const { stdout } = await login({ ...environment, ...desktop }, "", "--no-color");
    expect(stdout).toMatch(/The code is good until [-\d]+ [:\d]+\. Waiting for you/u);
    expect(stdout).not.toContain("\u001B");
  });

  test("fits a terminal of 30 columns", async () => {
    const end = wish.runInTerminal(["login", "--api", api.apiUrl], { environment: desktop, columns: 30 });
    expect((await end).stdout).toContain("Waiting for you, 15:00 left; \u001B");
  });
});

describe("an expired code", () => {
  beforeEach(() => {
    issuer.script = { deviceCode: { expires_in: 0.4, interval: 0.1 }, polls: [pending, pending, pending, pending] };
  });

  test("is replaced by a new one on Enter", async () => {
    const child = wish.startInTerminal(["login", "--api", api.apiUrl]);
    const end = finished(child);
    await hasWritten(child, "The code has expired. Press Enter for a new one");
    issuer.script = {};
    child.stdin.write("\n");
    const { exitCode, stdout } = await end;
    expect(stdout.match(/shows this code/gu)).toHaveLength(2);
    expect(stdout).toContain("Signed in to");
    expect(exitCode).toBe(0);
  });

  test("ends the sign-in with 4 when no answer will come", async () => {
    expect(await login({}, "")).toMatchObject({ exitCode: 4 });
  });

  test("leaves at once on ctrl-C at the question", async () => {
    const child = wish.startInTerminal(["login", "--api", api.apiUrl]);
    const end = finished(child);
    await hasWritten(child, "Press Enter for a new one");
    child.stdin.write("\u0003");
    expect((await end).exitCode).toBe(130);
  });
});

const address = () => `${issuer.origin}/activate?user_code=WDJB-MJHT`;
const drawn = () => drawQrCode(address());

describe("the QR code", () => {
  test("is the complete address in half blocks, light on dark", async () => {
    const { stdout } = await login({ COLORTERM: "truecolor" }, "", "--qr");
    for (const row of drawn()) expect(stdout).toContain(`\u001B[97m\u001B[40m${row}\u001B[49m\u001B[39m`);
    expect(stdout).toContain(address());
  });

  test.each([
    ["over SSH with a UTF-8 locale", { SSH_CONNECTION: "::1 1 ::1 22", LANG: "en_US.UTF-8" }, [], 80, true],
    ["not over SSH with --no-qr", { SSH_CONNECTION: "::1 1 ::1 22", LANG: "en_US.UTF-8" }, ["--no-qr"], 80, false],
    ["not over SSH in another locale", { SSH_CONNECTION: "::1 1 ::1 22", LC_ALL: "C", LANG: "C.UTF-8" }, [], 80, false],
    ["not over SSH in a narrow terminal", { SSH_CONNECTION: "::1 1 ::1 22", LANG: "C.UTF-8" }, [], 30, false],
    ["not at this machine", { LANG: "en_US.UTF-8" }, [], 80, false],
  ])("is shown %s", async (_, environment, flags, columns, isShown) => {
    const { stdout } = await wish.runInTerminal(["login", "--api", api.apiUrl, ...flags], { environment, columns });
    expect(stdout.includes("█")).toBe(isShown);
  });

  test("is also for a pipe when asked for", async () => {
    const { stderr } = await wish.run(["login", "--qr", "--api", api.apiUrl]);
    expect(stderr).toContain(drawn().join("\n"));
  });

  test("says when the terminal is too narrow for the one asked for", async () => {
    const end = wish.runInTerminal(["login", "--qr", "--api", api.apiUrl], { columns: 30 });
    expect((await end).stdout).toContain(`The QR code takes ${drawn()[0]!.length} columns; this terminal has 30.`);
  });
});

test("ends at once on ctrl-C while waiting, and leaves the terminal as it was", async () => {
  issuer.script.deviceCode = { interval: 60 };
  const child = wish.startInTerminal(["login", "--api", api.apiUrl], { environment: { ...desktop, TERM: "xterm" } });
  const end = finished(child);
  await hasWritten(child, "press Enter");
  const interruptedAt = Date.now();
  child.stdin.write("\u0003");
  const { exitCode, stdout } = await end;
  expect(exitCode).toBe(130);
  // openid-client by itself would wait for five seconds.
  expect(Date.now() - interruptedAt).toBeLessThan(4000);
  // Neither a hidden cursor nor another screen is left behind, because there never was one.
  expect(stdout).not.toMatch(/\u001B\[\?/u);
});

/** Signs in with a token, typing these keys at the question for it. */
async function paste(keys: string) {
  const child = wish.startInTerminal(["login", "--with-token", "--api", api.apiUrl]);
  const end = finished(child);
  await hasWritten(child, "Paste the token");
  child.stdin.write(keys);
  return end;
}

describe("a token that is pasted", () => {
  test("is not shown, and may be longer than a terminal's line", async () => {
    const token = "long-token-".repeat(500);
    const { exitCode, stdout } = await paste(`${token}\r`);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("long-token");
    expect((await wish.run(["token", "--api", api.apiUrl])).stdout).toBe(`${token}\n`);
  });

  test("is not waited for after ctrl-C", async () => {
    expect(await paste("half a tok\u0003")).toMatchObject({ exitCode: 130 });
  });

  test("is missed after ctrl-D", async () => {
    expect(await paste("\u0004")).toMatchObject({ exitCode: 2 });
  });
});
