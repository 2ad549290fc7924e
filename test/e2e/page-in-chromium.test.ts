import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";

import { cutOff, look, sidewaysPixels, violations } from "../support/browsing.ts";
import { reasonForNoChromium, startChromium } from "../support/chromium.ts";
import { it } from "../support/fixtures.ts";
import { addToTable, longestWish, usualWishes } from "../support/page-wishes.ts";
import { signIn } from "../support/sign-in.ts";
import { skippedFor } from "../support/skipping.ts";

describe("the page in Chromium", skippedFor(reasonForNoChromium()), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  it("has no violation of WCAG 2.2 AA, nothing cut and nothing to scroll to sideways on a small phone", async ({
    stack,
  }) => {
    await addToTable(stack.dynamodb, [...usualWishes, longestWish(0), longestWish(1)]);
    for (const [scheme, locale] of [
      ["light", "en-GB"],
      ["dark", "de-DE"],
    ] as const) {
      await look(browser, { widthPixels: 320, scheme, locale }, `${stack.apiUrl}/`, async (page) => {
        expect(await page.locator("article").count()).toBe(7);
        expect(await cutOff(page)).toEqual([]);
        expect(await sidewaysPixels(page)).toBe(0);
        expect(await violations(page)).toEqual([]);
      });
    }
  });

  it("is at the address that the terminal prints, and shows after a reload what was added there", async ({
    stack,
    wish,
  }) => {
    const { stderr } = await wish.run(["init", stack.apiUrl]);
    const printed = (await wish.run(["share"])).stdout.trim();
    expect(stderr).toContain(` ${printed}\n`);
    await signIn(wish, stack.apiUrl);
    await look(browser, { widthPixels: 390, scheme: "light", locale: "en-GB" }, printed, async (page) => {
      await wish.run(["add", "A kite", "--priority", "high"]);
      const firstName = async () => {
        await page.reload();
        return page.locator("h2").first().textContent();
      };
      // A function answers from its memory for two seconds.
      await expect.poll(firstName, { timeout: 10_000 }).toBe("A kite");
    });
  });
});
