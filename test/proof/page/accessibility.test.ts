import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { cutOff, look, sidewaysPixels, type View, violations } from "../../support/browsing.ts";
import { reasonForNoChromium, startChromium } from "../../support/chromium.ts";
import { count } from "../../support/figures.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { addToTable, longestWish, usualWishes } from "../../support/page-wishes.ts";
import { skippedFor } from "../../support/skipping.ts";

const widths = [320, 390, 768, 1280];
const schemes = ["light", "dark"] as const;
const locales = ["en-GB", "de-DE"];
const views = locales.flatMap((locale) =>
  schemes.flatMap((scheme) => widths.map((widthPixels): View => ({ widthPixels, scheme, locale }))),
);
const onPhone: View = { widthPixels: 390, scheme: "light", locale: "en-GB" };

const longest = (length: number) => Array.from({ length }, (_, n) => longestWish(n));
const lists = [
  { what: "no wish", wishes: [] },
  { what: "three wishes", wishes: usualWishes.slice(0, 3) },
  { what: "200 of the longest wishes", wishes: longest(200) },
  { what: "1,000 of the longest wishes", wishes: longest(1000) },
];

function picture(page: Page): Promise<Buffer> {
  return page.screenshot();
}

describe.for(lists)("the page of $what", skippedFor(reasonForNoChromium()), ({ wishes }) => {
  let stack: TestStack;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    stack = await startTestStack();
    await addToTable(stack.dynamodb, wishes);
    url = `${stack.apiUrl}/`;
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  const open = <T>(view: View, then: (page: Page) => Promise<T>) => look(browser, view, url, then);

  it.for(views)(
    "has no violation of WCAG 2.2 AA, nothing cut and nothing to scroll to sideways: $widthPixels px, $scheme, $locale",
    async (view, context) => {
      await open(view, async (page) => {
        expect(await cutOff(page)).toEqual([]);
        expect(await sidewaysPixels(page)).toBe(0);
        expect(await violations(page)).toEqual([]);
        count(context, "views without a violation");
      });
    },
  );

  it.for(widths)("is whole with text of twice the size: %s px", async (widthPixels) => {
    await open({ ...onPhone, widthPixels }, async (page) => {
      const letter = () => page.evaluate<number>("parseFloat(getComputedStyle(document.body).fontSize)");
      const before = await letter();
      const session = await page.context().newCDPSession(page);
      await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
      await page.reload();
      expect(await letter()).toBe(before * 2);
      expect(await cutOff(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
    });
  });

  it("leads to every link by keyboard alone, and shows where one is", async () => {
    await open(onPhone, async (page) => {
      const links = await page.evaluate<string[]>("[...document.links].map(({ href }) => href)");
      expect(links.length).toBeGreaterThan(0);
      const reached: string[] = [];
      for (const _ of links) {
        await page.keyboard.press("Tab");
        const { href, outline } = await page.evaluate<{ href: string; outline: string }>(
          `({ href: document.activeElement.href, outline: getComputedStyle(document.activeElement).outlineStyle })`,
        );
        expect(outline).toBe("solid");
        reached.push(href);
      }
      expect(reached).toEqual(links);
    });
  });

  it("is the same without JavaScript", async () => {
    const withScripts = await open(onPhone, picture);
    const without = await open({ ...onPhone, javaScriptEnabled: false }, picture);
    expect(without.equals(withScripts)).toBe(true);
  });
});
