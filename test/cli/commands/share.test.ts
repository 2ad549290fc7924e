import { describe, expect } from "vitest";

import { fakeBrowser } from "../../support/browser.ts";
import { it } from "../../support/fixtures.ts";
import { pixelsOfBlocks, readQrCode } from "../../support/qr-code.ts";
import { signIn } from "../../support/sign-in.ts";

const api = "https://abc123.execute-api.eu-central-1.amazonaws.com";

describe("wish share", () => {
  it.for([
    ["", [], "/"],
    ["/wish-list-service", [], "/"],
    ["/prod", [], "/prod/"],
    ["", ["--list", "xmas-2026"], "/?list=xmas-2026"],
  ] as const)(
    "prints where the page of an API at host%s with the flags %j is",
    async ([path, flags, page], { wish }) => {
      const result = await wish.run(["share", ...flags, "--api", api + path]);
      expect(result).toMatchObject({ exitCode: 0, stdout: `${api}${page}\n`, stderr: "" });
    },
  );

  it("is about the remembered API", async ({ wish, api }) => {
    await wish.run(["init", api.origin]);
    expect(await wish.run(["share"])).toMatchObject({ exitCode: 0, stdout: `${api.origin}/\n` });
  });

  it.for(["Xmas", "", "a b", "a".repeat(33), "default#got"])("knows no list %j", async (name, { wish }) => {
    const result = await wish.run(["share", "--api", api, "--list", name]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("A list is called by") });
  });

  it("draws the address as a QR code beside it, which a phone reads", async ({ wish }) => {
    const { stdout, stderr } = await wish.run(["share", "--qr", "--list", "xmas", "--api", api]);
    expect(stdout).toBe(`${api}/?list=xmas\n`);
    const code = stderr.split("\n").filter((line) => line !== "");
    expect(readQrCode(pixelsOfBlocks(code))).toBe(`${api}/?list=xmas`);
  });

  it("says that a QR code does not fit the terminal, in place of a code that nobody can read", async ({ wish }) => {
    const { stdout } = await wish.runInTerminal(["share", "--qr", "--api", api], { columns: 20 });
    expect(stdout).toMatch(/The QR code takes \d+ columns; this terminal has 20\./u);
    expect(stdout).toContain(`${api}/`);
  });

  it("opens the page in the browser", async ({ wish }) => {
    const browser = await fakeBrowser(wish, 0);
    const environment = { BROWSER: browser.program };
    const result = await wish.run(["share", "--open", "--api", api], { environment });
    expect(result).toMatchObject({ exitCode: 0, stdout: `${api}/\n`, stderr: "" });
    expect(await browser.opened()).toBe(`${api}/`);
  });

  it("says that no browser could be opened, and prints the address all the same", async ({ wish }) => {
    const browser = await fakeBrowser(wish, 1);
    const environment = { BROWSER: browser.program };
    const result = await wish.run(["share", "--open", "--api", api], { environment });
    expect(result).toMatchObject({ exitCode: 0, stdout: `${api}/\n` });
    expect(result.stderr).toBe("No browser could be opened. Open the address yourself.\n");
  });
});

describe("wish open", () => {
  it("prints the address of a wish that no browser could be opened for", async ({ wish, stack }) => {
    await signIn(wish, stack.apiUrl);
    const given = ["--url", "https://example.org/tea", "--api", stack.apiUrl];
    const id = (await wish.run(["add", "Tea", ...given])).stdout.trim();
    const { program } = await fakeBrowser(wish, 1);
    expect(await wish.run(["open", id, "--api", stack.apiUrl], { environment: { BROWSER: program } })).toMatchObject({
      exitCode: 0,
      stdout: "https://example.org/tea\n",
      stderr: "No browser could be opened. Open the address yourself:\n",
    });
  });
});

describe("wish show", () => {
  it("leads to the wish on the page, also when it was given already, and takes the address again", async ({
    wish,
    stack,
  }) => {
    await signIn(wish, stack.apiUrl);
    const run = (...args: string[]) => wish.run([...args, "--api", stack.apiUrl]);
    const id = (await run("add", "A kite")).stdout.trim();
    const address = `${stack.apiUrl}/#${id}`;
    expect((await run("show", id)).stdout).toMatch(new RegExp(`^page +${address}$`, "mu"));
    expect((await run("show", address)).stdout).toContain(id);
    await run("got", id);
    const given = `${stack.apiUrl}/?status=got#${id}`;
    expect((await run("show", id)).stdout.trimEnd().endsWith(`  ${given}`)).toBe(true);
    expect(await (await fetch(given)).text()).toContain(`id="${id}"`);
  });
});
