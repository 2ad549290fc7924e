import { existsSync } from "node:fs";
import { mkdtemp, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { describe, expect } from "vitest";

import { fakeBrowser } from "../../support/browser.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { pending } from "../../support/scripted-issuer.ts";
import type { Wish } from "../../support/wish.ts";

const it = base.extend<{ login(environment: Record<string, string>): Promise<Finished> }>({
  login: ({ wish, api }, use) =>
    use((environment) =>
      wish.runInTerminal(["login", "--api", api.apiUrl], {
        environment: { DISPLAY: ":0", ...environment },
        stdin: "\n",
      }),
    ),
});

it.override("script", ({}) => ({ polls: [pending, pending], deviceCode: { interval: 0.3 } }));

/** A search path with nothing in it but what it takes to run a program in a terminal. */
async function pathWithoutBrowser({ home }: Wish): Promise<string> {
  const folder = await mkdtemp(join(home, "bin-"));
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
  it.for([
    ["there is no xdg-open", async (wish: Wish) => ({ PATH: await pathWithoutBrowser(wish) })],
    ["xdg-open finds no browser", async (wish: Wish) => ({ PATH: (await fakeBrowser(wish, 3)).PATH })],
    ["$BROWSER names nothing that exists", async () => ({ BROWSER: "/nonexistent/firefox" })],
    ["$BROWSER fails", async (wish: Wish) => ({ BROWSER: (await fakeBrowser(wish, 1)).program })],
  ] as const)("says so and signs in all the same when %s", async ([, environment], { wish, login }) => {
    const { stdout, exitCode } = await login(await environment(wish));
    expect(stdout).toContain(couldNotOpen);
    expect(stdout).toContain("Signed in to");
    expect(exitCode).toBe(0);
  });

  it("takes the first browser of $BROWSER that works, with the address where it wants it", async ({
    wish,
    issuer,
    login,
  }) => {
    const broken = await fakeBrowser(wish, 1);
    const working = await fakeBrowser(wish, 0);
    const { stdout } = await login({ BROWSER: `${broken.program}:${working.program} %s --new-tab` });
    expect(stdout).not.toContain(couldNotOpen);
    expect(await working.opened()).toBe(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
  });

  it("gives no address to a shell", async ({ wish, issuer, login }) => {
    const path = "/activate;touch$IFS'owned'&`id`";
    issuer.script.deviceCode = { verification_uri_complete: issuer.origin + path, interval: 0.3 };
    const { program, opened } = await fakeBrowser(wish, 0);
    await login({ BROWSER: program });
    expect(await opened()).toBe(new URL(issuer.origin + path).href);
  });

  it("opens no browser that would take over the terminal", async ({ wish, api }) => {
    const { PATH, opened } = await fakeBrowser(wish, 0);
    const { stdout } = await wish.runInTerminal(["login", "--api", api.apiUrl], {
      environment: { PATH, BROWSER: "lynx:/usr/bin/w3m" },
      stdin: "\n",
    });
    expect(stdout).not.toContain("press Enter");
    expect(await opened()).toBe("");
  });
});
