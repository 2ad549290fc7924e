import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { Browser } from "playwright-core";

import type { Pixels } from "./qr-code.ts";

/** A page of a PDF as a reader shows it. */
export interface PdfPage {
  /** Its texts, one behind the other and without spaces. */
  text: string;
  pixels: Pixels;
}

const origin = "http://pdf.test";
const folder = new URL(".", import.meta.resolve("pdfjs-dist/build/pdf.mjs"));

/** Reads a PDF with pdf.js, in a window of its own: it needs a canvas to draw on. */
export async function readPdf(browser: Browser, pdf: Buffer): Promise<PdfPage[]> {
  const page = await browser.newPage();
  try {
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/") await route.fulfill({ contentType: "text/html", body: "<canvas></canvas>" });
      else
        await route.fulfill({
          contentType: "text/javascript",
          body: await readFile(fileURLToPath(new URL(`.${pathname}`, folder))),
        });
    });
    await page.goto(`${origin}/`);
    const pages = await page.evaluate<{ text: string; data: string; width: number; height: number }[]>(`(async () => {
      globalThis.pdfjsWorker = await import("/pdf.worker.mjs");
      const { getDocument } = await import("/pdf.mjs");
      const data = Uint8Array.from(atob("${pdf.toString("base64")}"), (character) => character.charCodeAt(0));
      const document = await getDocument({ data }).promise;
      const pages = [];
      for (let number = 1; number <= document.numPages; number += 1) {
        const page = await document.getPage(number);
        const { items } = await page.getTextContent();
        const viewport = page.getViewport({ scale: 1.5 });
        const canvas = new OffscreenCanvas(viewport.width, viewport.height);
        const canvasContext = canvas.getContext("2d");
        await page.render({ canvas: null, canvasContext, viewport }).promise;
        const { data, width, height } = canvasContext.getImageData(0, 0, canvas.width, canvas.height);
        const text = items.map(({ str }) => str).join("").replaceAll(/\\s/gu, "");
        // Playwright takes long over an array of millions of numbers.
        const characters = Array.from(data, (value) => String.fromCharCode(value)).join("");
        pages.push({ text, data: btoa(characters), width, height });
      }
      return pages;
    })()`);
    return pages.map(({ text, data, width, height }) => ({
      text,
      pixels: { data: Buffer.from(data, "base64"), width, height },
    }));
  } finally {
    await page.close();
  }
}
