import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hashOf, newCode } from "../../../service/gifts/codes.ts";
import type { GiftLink, GiftStore } from "../../../service/gifts/store.ts";
import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { cutOff, sidewaysPixels, violations } from "../../support/browsing.ts";
import { reasonForNoChromium, startChromium } from "../../support/chromium.ts";
import { count } from "../../support/figures.ts";
import { faultsOf } from "../../support/html-faults.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { addToTable, longestWish, usualWishes } from "../../support/page-wishes.ts";
import { readPdf } from "../../support/pdf.ts";
import { skippedFor } from "../../support/skipping.ts";
import { giftsThrough } from "../../support/table.ts";

const { signal } = new AbortController();
const phone = { viewport: { width: 390, height: 800 }, locale: "en-GB" };
const views = [
  { ...phone, colorScheme: "light" },
  { viewport: { width: 320, height: 640 }, locale: "de-DE", colorScheme: "dark" },
  { viewport: { width: 1280, height: 800 }, locale: "de-DE", colorScheme: "light" },
] as const;

/** What the page of gifts has of a wish. */
function card(page: Page, name: string): Locator {
  return page.locator("article", { hasText: name });
}

function give(page: Page, name: string): Promise<void> {
  return card(page, name).getByRole("button").click();
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole("button", { name }).click();
}

async function heading(page: Page): Promise<string> {
  return (await page.locator("h1").textContent()) ?? "";
}

describe("people who give, in Chromium through the local stack", skippedFor(reasonForNoChromium()), () => {
  let stack: TestStack;
  let browser: Browser;
  let gifts: GiftStore;
  let link: GiftLink | undefined;

  beforeAll(async () => {
    stack = await startTestStack();
    await addToTable(stack.dynamodb, [...usualWishes, longestWish(0)]);
    gifts = giftsThrough(connectToDynamoDb(stack.dynamodb));
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  /** Makes a new gift link, as the owner does. */
  async function newLink(): Promise<string> {
    const code = newCode();
    const next = { codeHash: hashOf(code), owner: "auth0|ada", revealOn: "2032-12-24", purgeAt: 4_000_000_000 };
    await gifts.putLink("default", { ...next, ...(link && { before: link }) }, new Date(), signal);
    link = next;
    return `${stack.apiUrl}/g?list=default&code=${code}`;
  }

  /** A window of somebody's own, without script. */
  async function open(url: string, options: object = phone): Promise<Page> {
    const page = await (await browser.newContext({ javaScriptEnabled: false, ...options })).newPage();
    await page.goto(url);
    return page;
  }

  it("both want the same gift, and one gets it", async () => {
    const url = await newLink();
    const both = [await open(url), await open(url)];
    await Promise.all(both.map((page) => give(page, "A red bicycle")));
    const headings = await Promise.all(both.map(heading));
    expect(new Set(headings)).toEqual(new Set(["Somebody was faster", "Will you give this?"]));
    const [winner, loser] = headings[0] === "Will you give this?" ? both : both.toReversed();
    await press(winner!, "No, let it go");
    expect(await heading(winner!)).toBe("It is free again");
    await loser!.getByRole("link", { name: "Back to the gifts" }).click();
    await give(loser!, "A red bicycle");
    await press(loser!, "Yes, I will give it");
    expect(await heading(loser!)).toBe("Thank you!");
    await loser!.reload();
    expect(await heading(loser!)).toBe("Thank you!");
    expect(Object.keys((await gifts.read("default", new Date(), signal))!.claims)).toHaveLength(1);
  });

  it("give two of three, and let them go by the link that they have kept", async () => {
    const url = await newLink();
    const page = await open(url);
    await card(page, "Woollen socks").getByLabel("How many?").fill("2");
    await give(page, "Woollen socks");
    await page.getByLabel("Your name, if you like").fill("Grandma");
    await press(page, "Yes, I will give it");
    expect(await page.locator("p.gift").allTextContents()).toEqual(["Woollen socks", "2 of them"]);
    const kept = (await page.locator(".keep a").first().getAttribute("href"))!;
    expect(await page.getByRole("link", { name: "Send the link to myself" }).getAttribute("href")).toContain(
      encodeURIComponent(kept),
    );
    await page.goto(url);
    expect(await card(page, "Woollen socks").locator(".free").textContent()).toBe("Still free: 1 of 3");
    // A mail scanner that opens the link changes nothing.
    const later = await open(kept);
    expect(await heading(later)).toBe("You give this");
    await page.reload();
    expect(await card(page, "Woollen socks").locator(".free").count()).toBe(1);
    await press(later, "I will not give this");
    expect(await heading(later)).toBe("It is free again");
    await page.reload();
    expect(await card(page, "Woollen socks").locator(".free").count()).toBe(0);
  });

  it("press a wrong button, and need do nothing about it", async () => {
    const url = await newLink();
    const page = await open(url);
    await give(page, "opera");
    await page.goto(url);
    expect(await card(page, "opera").locator(".free").textContent()).toBe("Still free: 1 of 2");
    const { claims } = (await gifts.read("default", new Date(), signal))!;
    const [id] = Object.entries(claims).find(([, { name }]) => name.includes("opera"))!;
    // As if half an hour had gone by.
    await connectToDynamoDb(stack.dynamodb).send(
      new UpdateCommand({
        TableName: "WishClaims",
        Key: { list: "default" },
        UpdateExpression: "SET claims.#id.reservedUntil = :past",
        ExpressionAttributeNames: { "#id": id },
        ExpressionAttributeValues: { ":past": "2026-11-01T10:00:00.000Z" },
      }),
    );
    await page.reload();
    expect(await card(page, "opera").locator(".free").count()).toBe(0);
  });

  it("have a link that leads nowhere once there is a new one", async () => {
    const url = await newLink();
    const page = await open(url);
    const next = await newLink();
    await give(page, "opera");
    expect(await heading(page)).toBe("This gift link leads nowhere");
    await page.goto(url);
    expect(await heading(page)).toBe("This gift link leads nowhere");
    await page.goto(next);
    expect(await heading(page)).toBe("Choose a gift");
  });

  it("have pages that are valid HTML, without a violation of WCAG 2.2 AA, nothing cut and nothing to scroll to sideways", async (test) => {
    const sent: Promise<string>[] = [];
    const check = async (page: Page) => {
      expect(await cutOff(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      count(test, "views of gifts without a violation");
    };
    for (const view of views) {
      const page = await open(await newLink(), { ...view, javaScriptEnabled: true });
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("response", (response) => sent.push(response.text()));
      await page.reload();
      await check(page);
      await page.locator("article button").nth(1).click();
      await check(page);
      await page.locator("button").first().click();
      await check(page);
      await page.locator(".keep a").first().click();
      await check(page);
      await page.locator("button").click();
      await check(page);
      expect(complaints).toEqual([]);
      await page.goto(`${stack.apiUrl}/g?list=default&code=${newCode()}`);
      await check(page);
    }
    for (const body of sent) expect(await faultsOf(await body)).toEqual([]);
    expect(sent).toHaveLength(views.length * 6);
  });

  it("print the list, with no trace of what is taken", async () => {
    const page = await open(await newLink(), { ...phone, javaScriptEnabled: true });
    await give(page, "寿司");
    await page.goBack();
    await page.reload();
    await expect.poll(() => card(page, "寿司").locator(".taken").count()).toBe(1);
    const text = (await readPdf(browser, await page.pdf())).map((each) => each.text).join("");
    expect(text).toContain("Woollensocks");
    expect(text).not.toMatch(/give|taken|free|Howmany/iu);
  });
});
