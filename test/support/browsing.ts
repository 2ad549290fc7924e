import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

/** How somebody looks at a page. */
export interface View {
  widthPixels: number;
  scheme: "light" | "dark";
  locale: string;
  javaScriptEnabled?: boolean;
}

/** Opens an address in a window of its own, and closes that in the end. */
export async function look<T>(browser: Browser, view: View, url: string, then: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: view.widthPixels, height: 800 },
    colorScheme: view.scheme,
    locale: view.locale,
    javaScriptEnabled: view.javaScriptEnabled ?? true,
  });
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(request.url()));
    await page.goto(url);
    const result = await then(page);
    expect(complaints).toEqual([]);
    return result;
  } finally {
    await context.close();
  }
}

/** What axe-core finds against WCAG 2.2 AA and against what it calls best practice: rule and place, one a line. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const run = `axe.run({ runOnly: ${JSON.stringify(tags)}, resultTypes: ["violations"] })`;
  const { violations: found } = await page.evaluate<axe.AxeResults>(run);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

/** Elements that leave the window at its side, or whose text is cut: the name of each, with how it begins. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll("body, body *")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    const { overflow, display } = getComputedStyle(element);
    const isCut = overflow !== "visible" && display !== "inline" && element.scrollWidth > element.clientWidth;
    return left < 0 || right > document.documentElement.clientWidth + 0.5 || (isCut && element.localName !== "svg");
  }).map((element) => element.localName + ": " + element.textContent.slice(0, 20))`);
}

/** How many pixels of a page can only be seen by scrolling sideways. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
