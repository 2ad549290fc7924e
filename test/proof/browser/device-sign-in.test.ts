import type { ChildProcessWithoutNullStreams } from "node:child_process";

import { decodeJwt } from "jose";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { reasonForNoChromium, startChromium } from "../../support/chromium.ts";
import { finished } from "../../support/finished.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { skippedFor } from "../../support/skipping.ts";
import { createWish, hasWritten, type Wish } from "../../support/wish.ts";

// For looking at them: each page that a test has ended on.
const screenshotFolder = process.env["WISH_TEST_SCREENSHOTS"];

describe("signing in with a browser", skippedFor(reasonForNoChromium()), () => {
  let stack: TestStack;
  let wish: Wish;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    wish = await createWish();
    stack = await startTestStack();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await stack.close();
    await wish[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 800, height: 600 } });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
  });
  afterEach(async ({ task }) => {
    vi.useRealTimers();
    const file = `${task.name.replaceAll(/\W+/gu, "-")}.png`;
    if (screenshotFolder) await page.screenshot({ path: `${screenshotFolder}/${file}` });
    await context.close();
  });

  /** `wish login` in a terminal, up to the address and the code that it shows. */
  async function startLogin() {
    const terminal: ChildProcessWithoutNullStreams = wish.startInTerminal([
      "login",
      "--no-color",
      "--api",
      stack.apiUrl,
    ]);
    const end = finished(terminal);
    let shown = "";
    terminal.stdout.on("data", (text: string) => (shown += text));
    await hasWritten(terminal, "Waiting for you");
    const [address = "", userCode = ""] = /http:\S+user_code=([A-Z]{4}-[A-Z]{4})/u.exec(shown) ?? [];
    return { terminal, end, address, userCode };
  }

  const title = () => page.locator("h1").textContent();
  const press = (name: string) => page.getByRole("button", { name }).click();

  it("is a matter of Enter, a name and Enter, with the code from the complete address", async () => {
    const { end, address, userCode } = await startLogin();
    await page.goto(address);
    expect(await title()).toBe("Is this your code?");
    expect(await page.locator(".code").textContent()).toBe(userCode);
    await page.keyboard.press("Enter");
    await page.getByLabel("User name").waitFor();
    await page.keyboard.type("Ada");
    await page.keyboard.press("Enter");
    await page.getByText("go back to the terminal").waitFor();
    expect(await title()).toBe("You are signed in");
    expect(await end).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Signed in to .+ as Ada\./u) });
    expect(complaints).toEqual([]);
  });

  it("takes the code by hand, in small letters too, and says when there is no such code", async () => {
    const { end, address, userCode } = await startLogin();
    await page.goto(address.replace(/\?.*/u, ""));
    await page.getByLabel("Code shown in the terminal").fill("BCDF-GHJK");
    await press("Continue");
    expect(await page.getByRole("alert").textContent()).toBe("There is no such code. Compare it with the terminal.");
    const field = page.getByLabel("Code shown in the terminal");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await field.fill(userCode.toLowerCase());
    await press("Continue");
    expect(await page.locator(".code").textContent()).toBe(userCode);
    await press("Yes, continue");
    await page.getByLabel("User name").fill("寿司 & <b>Sons</b>");
    await press("Sign in");
    expect(await page.locator("main strong").textContent()).toBe("寿司 & <b>Sons</b>");
    expect(await end).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("as 寿司 & <b>Sons</b>.") });
  });

  it.each([
    ["by a click on its words", () => page.getByText("Keep the list").click()],
    [
      "by keyboard alone",
      async () => {
        await page.keyboard.press("Tab");
        await page.keyboard.press("Space");
      },
    ],
  ])("lets the person choose to be a keeper of the list %s", async (_, choose) => {
    const { end, address } = await startLogin();
    await page.goto(address);
    await press("Yes, continue");
    const box = page.getByRole("checkbox", { name: "Keep the list: change and remove what others have added" });
    expect(await box.isChecked()).toBe(false);
    await page.keyboard.type("Grace");
    await choose();
    expect(await box.isChecked()).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByText("go back to the terminal").waitFor();
    expect(await end).toMatchObject({ exitCode: 0 });
    const { scope } = decodeJwt((await wish.run(["token", "--api", stack.apiUrl])).stdout.trim());
    expect(String(scope).split(" ")).toContain("manage:wishes");
    expect(complaints).toEqual([]);
  });

  it("makes nobody a keeper who has not chosen it", async () => {
    const { end, address } = await startLogin();
    await page.goto(address);
    await press("Yes, continue");
    await page.getByLabel("User name").fill("Ada");
    await press("Sign in");
    await end;
    const { scope } = decodeJwt((await wish.run(["token", "--api", stack.apiUrl])).stdout.trim());
    expect(String(scope).split(" ")).toEqual(
      expect.arrayContaining(["create:wishes", "update:wishes", "delete:wishes"]),
    );
    expect(String(scope)).not.toContain("manage:wishes");
  });

  it.each([
    ["when the code is compared", false],
    ["when asked for the name", true],
  ])("can be cancelled %s, which the terminal tells", async (_, atTheName) => {
    const { end, address } = await startLogin();
    await page.goto(address);
    if (atTheName) await press("Yes, continue");
    await press("Cancel");
    await page.getByText("Nobody was signed in").waitFor();
    expect(await title()).toBe("Sign-in cancelled");
    expect(await end).toMatchObject({ exitCode: 4, stdout: expect.stringMatching(/cancelled|refused|denied/iu) });
  });

  it("says that a code has expired, there and in the terminal, which offers a new one", async () => {
    const { terminal, end, address } = await startLogin();
    const asksForAnother = hasWritten(terminal, "Press Enter for a new one");
    // The clock of the issuer; browser and terminal are processes of their own.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 901_000 });
    await page.goto(address);
    expect(await page.getByRole("alert").textContent()).toContain("This code has expired.");
    await asksForAnother;
    terminal.stdin.write("\u0003");
    expect(await end).toMatchObject({ exitCode: 130 });
  });

  it("says that a code has already been used", async () => {
    const { end, address } = await startLogin();
    await page.goto(address);
    await press("Yes, continue");
    await page.getByLabel("User name").fill("Ada");
    await press("Sign in");
    await end;
    await page.goto(address);
    expect(await page.getByRole("alert").textContent()).toMatch(
      /^(This code has already been used|There is no such code)\./u,
    );
  });

  it("asks for the name again when it is empty or too long", async () => {
    const { terminal, end, address } = await startLogin();
    await page.goto(address);
    await press("Yes, continue");
    await press("Sign in");
    expect(await title()).toBe("Who are you?");
    await page.getByLabel("User name").fill("a".repeat(500));
    await press("Sign in");
    expect(await page.getByRole("alert").textContent()).not.toBe("");
    terminal.stdin.write("\u0003");
    expect(await end).toMatchObject({ exitCode: 130 });
  });

  it("fits a small phone", async () => {
    const { terminal, end, address } = await startLogin();
    await page.setViewportSize({ width: 320, height: 480 });
    await page.goto(address);
    const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(await overflow()).toBeLessThanOrEqual(0);
    await press("Yes, continue");
    expect(await overflow()).toBeLessThanOrEqual(0);
    terminal.stdin.write("\u0003");
    await end;
  });
});
