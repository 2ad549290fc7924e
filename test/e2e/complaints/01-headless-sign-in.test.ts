import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { fakeBrowser } from "../../support/browser.ts";
import { pending, startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
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
  issuer = await startIssuer({ polls: [pending, pending], deviceCode: { interval: 0.2 } });
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const ssh = { SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22", LANG: "C.UTF-8" };

describe("complaint 1: signing in on a machine without a browser hangs at a question", () => {
  test.each([
    ["over SSH, though the machine has a display", { ...ssh, DISPLAY: ":0" }],
    ["without a display", {}],
    ["in a build", { CI: "true", DISPLAY: ":0" }],
  ])("shows address and code, asks nothing, opens nothing and polls at once: %s", async (_, environment) => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout, exitCode } = await wish.runInTerminal(["login", "--api", api.apiUrl], {
      environment: { ...environment, PATH },
      // Whoever presses Enter all the same starts nothing with it.
      stdin: "\n",
    });
    expect(stdout).toContain(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
    expect(stdout).toContain("shows this code:");
    expect(stdout).not.toContain("press Enter");
    expect(stdout).toContain("Signed in to");
    expect(exitCode).toBe(0);
    expect(issuer.polls().length).toBeGreaterThanOrEqual(3);
    expect(await opened()).toBe("");
  });

  test("brings a QR code for the phone over SSH", async () => {
    const { stdout } = await wish.runInTerminal(["login", "--api", api.apiUrl], { environment: ssh });
    expect(stdout).toContain("scan this with a phone");
    expect(stdout).toMatch(/█▀+█/u);
  });

  test("works without any terminal, and with standard input left open", async () => {
    const { exitCode, stderr } = await finished(wish.start(["login", "--api", api.apiUrl], { environment: ssh }));
    expect(exitCode).toBe(0);
    expect(stderr).toContain("The code is good until");
  });

  test("reaches the browser at the other end where a remote editor names one in $BROWSER", async () => {
    const { program, opened } = await fakeBrowser(wish, 0);
    const { exitCode } = await wish.runInTerminal(["login", "--api", api.apiUrl], {
      environment: { ...ssh, BROWSER: program },
      stdin: "\n",
    });
    expect(exitCode).toBe(0);
    expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });
});
