import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { reasonForNoChromium, startChromium } from "../../support/chromium.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { addToTable, usualWishes } from "../../support/page-wishes.ts";
import { type PdfPage, readPdf } from "../../support/pdf.ts";
import { readQrCode } from "../../support/qr-code.ts";
import { skippedFor } from "../../support/skipping.ts";

const wishes = Array.from({ length: 30 }, (_, n) => ({
  ...usualWishes[n % usualWishes.length]!,
  name: `Wish ${n} begins`,
  url: `https://example.org/${"a-long-way/".repeat(n % 9)}to?wish=${n}&and=more`,
  description: `${"One line and another.\n".repeat(n % 7)}Wish ${n} ends.`,
}));

describe("the printed page", skippedFor(reasonForNoChromium()), () => {
  let stack: TestStack;
  let browser: Browser;
  let pages: PdfPage[];

  beforeAll(async () => {
    stack = await startTestStack();
    await addToTable(stack.dynamodb, wishes);
    browser = await startChromium();
    // What a dark screen shows may not get to the printer.
    const page = await browser.newPage({ colorScheme: "dark" });
    await page.goto(`${stack.apiUrl}/`);
    pages = await readPdf(browser, await page.pdf({ format: "A4" }));
  });
  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  it("splits no wish over two pages, and leaves none out", () => {
    expect(pages.length).toBeGreaterThan(3);
    const pageWith = (text: string) => pages.findIndex((page) => page.text.includes(text));
    for (const n of wishes.keys()) {
      expect(pageWith(`Wish${n}begins`)).toBeGreaterThanOrEqual(0);
      expect(pageWith(`Wish${n}ends.`)).toBe(pageWith(`Wish${n}begins`));
    }
  });

  it("has the address of every shop in full", () => {
    const text = pages.map((page) => page.text).join("");
    for (const { url } of wishes) expect(text).toContain(url);
  });

  it("has nothing that one would click on", () => {
    const text = pages.map((page) => page.text).join("");
    expect(text).not.toMatch(/givenalready|asafeed/iu);
  });

  it("ends with the address of the list, and with a QR code that leads there", () => {
    const { text, pixels } = pages.at(-1)!;
    expect(text).toContain(`${stack.apiUrl}/`);
    expect(readQrCode(pixels)).toBe(`${stack.apiUrl}/`);
  });

  it("is on white paper", () => {
    for (const { pixels } of pages) expect([0, 1, 2].map((n) => pixels.data[n])).toEqual([255, 255, 255]);
  });
});
