import { writeFile } from "node:fs/promises";

import type { Browser, BrowserContextOptions } from "playwright-core";

import { type LocalStack, startLocalStack } from "../infra/local/local-stack.ts";
import { hashOf, newCode } from "../service/gifts/codes.ts";
import { createDynamoDbGiftStore } from "../service/gifts/dynamodb.ts";
import { connectToDynamoDb } from "../service/store/dynamodb-client.ts";
import { startChromium } from "./support/chromium.ts";
import { addToTable, usualWishes } from "./support/page-wishes.ts";
import { readPdf } from "./support/pdf.ts";

const folder = new URL("../service/pictures/", import.meta.url);
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 1.5 };
const views: Readonly<Record<string, BrowserContextOptions>> = {
  "phone-light": { ...phone, locale: "en-GB" },
  "phone-dark": { ...phone, locale: "de-DE", colorScheme: "dark" },
  desktop: { viewport: { width: 1280, height: 900 }, locale: "en-GB" },
};
const giftView = { ...phone, viewport: { width: 390, height: 1000 }, locale: "en-GB" };
const quality = 0.8;

/** `npm run pictures` takes the pictures of the page that the READMEs show. */
async function main(): Promise<void> {
  // The address is in the pictures.
  const stack = await startLocalStack({ port: 8787, issuerPort: 0, storage: "memory" });
  const browser = await startChromium();
  try {
    await addToTable(stack.dynamodb, usualWishes);
    const url = `${stack.apiUrl}/`;
    for (const [name, view] of Object.entries(views)) await save(name, await screenshot(browser, view, url));
    await save("gifts", await screenshot(browser, giftView, await giftUrl(stack, browser)));
    await save("print", await firstSheet(browser, url));
  } finally {
    await browser.close();
    await stack.close();
  }
}

/** Makes a gift link, and gives one seat at the opera. */
async function giftUrl({ apiUrl, dynamodb }: LocalStack, browser: Browser): Promise<string> {
  const [code, purgeAt] = [newCode(), Date.parse("2028-01-01") / 1000];
  const link = { codeHash: hashOf(code), owner: "ada", revealOn: "2027-12-24", purgeAt };
  const gifts = createDynamoDbGiftStore("WishClaims", connectToDynamoDb(dynamodb));
  await gifts.putLink("default", link, new Date(), new AbortController().signal);
  const url = `${apiUrl}/g?list=default&code=${code}`;
  const page = await browser.newPage();
  await page.goto(url);
  await page.locator("article", { hasText: "opera" }).getByRole("button").click();
  await page.getByRole("button", { name: "Yes" }).click();
  return url;
}

async function save(name: string, base64: string): Promise<void> {
  await writeFile(new URL(`${name}.webp`, folder), base64, "base64");
}

/** Playwright itself takes no WebP, which is a third of the size of PNG. */
async function screenshot(browser: Browser, view: BrowserContextOptions, url: string): Promise<string> {
  const page = await browser.newPage(view);
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: quality * 100 });
  return data;
}

async function firstSheet(browser: Browser, url: string): Promise<string> {
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(url);
  const [sheet] = await readPdf(browser, await page.pdf({ format: "A4" }));
  const { data, width, height } = sheet!.pixels;
  await page.goto("about:blank");
  return page.evaluate<string>(`(async () => {
    const bytes = atob("${Buffer.from(data).toString("base64")}");
    const data = Uint8ClampedArray.from(bytes, (character) => character.charCodeAt(0));
    const canvas = new OffscreenCanvas(${width}, ${height});
    canvas.getContext("2d").putImageData(new ImageData(data, ${width}, ${height}), 0, 0);
    const picture = await canvas.convertToBlob({ type: "image/webp", quality: ${quality} });
    return btoa(String.fromCharCode(...new Uint8Array(await picture.arrayBuffer())));
  })()`);
}

// The SDK warns about the end of its support for Node.js 20 whenever a client is created.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
await main();
