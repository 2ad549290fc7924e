import { createHash } from "node:crypto";
import type { Provider } from "oidc-provider";
import { Html, html } from "./html.ts";
import type { Page } from "./pages.ts";
import { styleSheet } from "./style.ts";

export type Middleware = Parameters<Provider["use"]>[0];

/** Headers of every page: it may not be framed, kept, or load anything but its own style. */
const pageHeaders = {
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(styleSheet).digest("base64")}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Answers a request with a page. */
export function showPage(ctx: Pick<Parameters<Middleware>[0], "set" | "status" | "type" | "body">, page: Page): void {
  ctx.set(pageHeaders);
  ctx.status = page.status;
  ctx.type = "html";
  ctx.body = documentOf(page);
}

// Made apart from the document: the hash in the header is of exactly what stands between the tags.
const styleElement = new Html(`<style>${styleSheet}</style>`);

/** The whole document. It holds no script, and loads nothing. */
function documentOf(page: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} – wish, local sign-in</title>
        ${styleElement}
      </head>
      <body>
        <main data-page="${page.name}">
          <p class="stand-in">Local stand-in, no password, not Auth0</p>
          <h1>${page.title}</h1>
          ${page.content}
        </main>
      </body>
    </html> `.markup;
}
