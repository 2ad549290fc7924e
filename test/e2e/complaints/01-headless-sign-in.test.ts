import { describe, expect } from "vitest";

import { fakeBrowser } from "../../support/browser.ts";
import { finished } from "../../support/finished.ts";
import { it } from "../../support/fixtures.ts";
import { pending } from "../../support/scripted-issuer.ts";

it.override("script", ({}) => ({ polls: [pending, pending], deviceCode: { interval: 0.2 } }));

const ssh = { SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22", LANG: "C.UTF-8" };

describe("complaint 1: signing in on a machine without a browser hangs at a question", () => {
  it.for([
    ["over SSH, though the machine has a display", { ...ssh, DISPLAY: ":0" }],
    ["without a display", {}],
    ["in a build", { CI: "true", DISPLAY: ":0" }],
  ] as const)(
    "shows address and code, asks nothing, opens nothing and polls at once: %s",
    async ([, environment], { wish, api, issuer }) => {
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
    },
  );

  it("brings a QR code for the phone over SSH", async ({ wish, api }) => {
    const { stdout } = await wish.runInTerminal(["login", "--api", api.apiUrl], { environment: ssh });
    expect(stdout).toContain("scan this with a phone");
    expect(stdout).toMatch(/█▀+█/u);
  });

  it("works without any terminal, and with standard input left open", async ({ wish, api }) => {
    const { exitCode, stderr } = await finished(wish.start(["login", "--api", api.apiUrl], { environment: ssh }));
    expect(exitCode).toBe(0);
    expect(stderr).toContain("The code is good until");
  });

  it("reaches the browser at the other end where a remote editor names one in $BROWSER", async ({
    wish,
    api,
    issuer,
  }) => {
    const { program, opened } = await fakeBrowser(wish, 0);
    const { exitCode } = await wish.runInTerminal(["login", "--api", api.apiUrl], {
      environment: { ...ssh, BROWSER: program },
      stdin: "\n",
    });
    expect(exitCode).toBe(0);
    expect(await opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });
});
