import { describe, expect } from "vitest";

import { drawQrCode } from "../../cli/auth/terminal/qr-code.ts";
import { fakeBrowser } from "../support/browser.ts";
import { type Finished, finished } from "../support/finished.ts";
import { it as base } from "../support/fixtures.ts";
import { pending } from "../support/scripted-issuer.ts";
import { hasWritten } from "../support/wish.ts";

/** A desktop: without a display no browser is offered. */
const desktop = { DISPLAY: ":0" };

interface Fixtures {
  login(environment: Record<string, string>, stdin: string, ...flags: string[]): Promise<Finished>;
  address: string;
  drawn: string[];
  /** Signs in with a token, typing these keys at the question for it. */
  paste(keys: string): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  login: ({ wish, api }, use) =>
    use((environment: Record<string, string>, stdin: string, ...flags: string[]) =>
      wish.runInTerminal(["login", "--api", api.apiUrl, ...flags], { environment, stdin }),
    ),
  address: ({ issuer }, use) => use(`${issuer.origin}/activate?user_code=WDJB-MJHT`),
  drawn: ({ address }, use) => use(drawQrCode(address)),
  paste: ({ wish, api }, use) =>
    use(async (keys: string) => {
      const child = wish.startInTerminal(["login", "--with-token", "--api", api.apiUrl]);
      const end = finished(child);
      await hasWritten(child, "Paste the token");
      child.stdin.write(keys);
      return end;
    }),
});

it.override("script", ({}) => ({ polls: [pending, pending], deviceCode: { interval: 0.25 } }));

describe("the browser", () => {
  it("is opened on Enter while polling goes on", async ({ wish, issuer, login }) => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout, exitCode } = await login({ PATH, ...desktop }, "\n");
    expect(stdout).toContain("press Enter to open the browser");
    expect(stdout).toContain("Signed in to");
    expect(exitCode).toBe(0);
    expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });

  it("is opened once, however often Enter is pressed", async ({ wish, issuer, login }) => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    await login({ PATH, ...desktop }, "\n\n\n");
    expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });

  it("is not offered with --no-browser", async ({ wish, login }) => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout } = await login({ PATH, ...desktop }, "\n", "--no-browser");
    expect(stdout).not.toContain("press Enter");
    expect(await opened()).toBe("");
  });

  it("is never sent to an address that is not the issuer's own", async ({ wish, issuer, login }) => {
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
  it("is one line, written anew, and gone in the end", async ({ login }) => {
    const { stdout } = await login({ TERM: "xterm" }, "");
    expect(stdout).toContain("\u001B[1G\u001B[2KWaiting for you, 15:00 left");
    expect(stdout).not.toMatch(/Waiting for you[^\r\u001B]*\r?\n/u);
    expect(stdout).toContain("\u001B[2KSigned in to");
  });

  it.for([
    ["on a dumb terminal", { TERM: "dumb" }],
    ["in a build", { CI: "true", TERM: "xterm" }],
  ] as const)("is a plain sentence %s", async ([, environment], { login }) => {
    const { stdout } = await login({ ...environment, ...desktop }, "", "--no-color");
    expect(stdout).toMatch(/The code is good until [-\d]+ [:\d]+\. Waiting for you/u);
    expect(stdout).not.toContain("\u001B");
  });

  it("fits a terminal of 30 columns", async ({ wish, api }) => {
    const end = wish.runInTerminal(["login", "--api", api.apiUrl], { environment: desktop, columns: 30 });
    expect((await end).stdout).toContain("Waiting for you, 15:00 left; \u001B");
  });
});

describe("an expired code", () => {
  it.override("script", ({}) => ({
    deviceCode: { expires_in: 0.4, interval: 0.1 },
    polls: [pending, pending, pending, pending],
  }));

  it("is replaced by a new one on Enter", async ({ wish, api, issuer }) => {
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

  it("ends the sign-in with 4 when no answer will come", async ({ login }) => {
    expect(await login({}, "")).toMatchObject({ exitCode: 4 });
  });

  it("leaves at once on ctrl-C at the question", async ({ wish, api }) => {
    const child = wish.startInTerminal(["login", "--api", api.apiUrl]);
    const end = finished(child);
    await hasWritten(child, "Press Enter for a new one");
    child.stdin.write("\u0003");
    expect((await end).exitCode).toBe(130);
  });
});

describe("the QR code", () => {
  it("is the complete address in half blocks, light on dark", async ({ address, drawn, login }) => {
    const { stdout } = await login({ COLORTERM: "truecolor" }, "", "--qr");
    for (const row of drawn) expect(stdout).toContain(`\u001B[97m\u001B[40m${row}\u001B[49m\u001B[39m`);
    expect(stdout).toContain(address);
  });

  it.for([
    ["over SSH with a UTF-8 locale", { SSH_CONNECTION: "::1 1 ::1 22", LANG: "en_US.UTF-8" }, [], 80, true],
    ["not over SSH with --no-qr", { SSH_CONNECTION: "::1 1 ::1 22", LANG: "en_US.UTF-8" }, ["--no-qr"], 80, false],
    ["not over SSH in another locale", { SSH_CONNECTION: "::1 1 ::1 22", LC_ALL: "C", LANG: "C.UTF-8" }, [], 80, false],
    ["not over SSH in a narrow terminal", { SSH_CONNECTION: "::1 1 ::1 22", LANG: "C.UTF-8" }, [], 30, false],
    ["not at this machine", { LANG: "en_US.UTF-8" }, [], 80, false],
  ] as const)("is shown %s", async ([, environment, flags, columns, isShown], { wish, api }) => {
    const { stdout } = await wish.runInTerminal(["login", "--api", api.apiUrl, ...flags], { environment, columns });
    expect(stdout.includes("█")).toBe(isShown);
  });

  it("is also for a pipe when asked for", async ({ wish, api, drawn }) => {
    const { stderr } = await wish.run(["login", "--qr", "--api", api.apiUrl]);
    expect(stderr).toContain(drawn.join("\n"));
  });

  it("says when the terminal is too narrow for the one asked for", async ({ wish, api, drawn }) => {
    const end = wish.runInTerminal(["login", "--qr", "--api", api.apiUrl], { columns: 30 });
    expect((await end).stdout).toContain(`The QR code takes ${drawn[0]!.length} columns; this terminal has 30.`);
  });
});

it("ends at once on ctrl-C while waiting, and leaves the terminal as it was", async ({ wish, api, issuer }) => {
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

describe("a token that is pasted", () => {
  it("is not shown, and may be longer than a terminal's line", async ({ wish, api, paste }) => {
    const token = "long-token-".repeat(500);
    const { exitCode, stdout } = await paste(`${token}\r`);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("long-token");
    expect((await wish.run(["token", "--api", api.apiUrl])).stdout).toBe(`${token}\n`);
  });

  it("is not waited for after ctrl-C", async ({ paste }) => {
    expect(await paste("half a tok\u0003")).toMatchObject({ exitCode: 130 });
  });

  it("is missed after ctrl-D", async ({ paste }) => {
    expect(await paste("\u0004")).toMatchObject({ exitCode: 2 });
  });
});
