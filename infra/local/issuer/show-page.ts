import { createHash } from "node:crypto";

import type { Provider } from "oidc-provider";

import { Html, html } from "./html.ts";
import type { Page } from "./pages.ts";

export type Middleware = Parameters<Provider["use"]>[0];

/** Inline, so that a page needs nothing else. */
const styleSheet = `
:root { color-scheme: light dark; --accent: light-dark(#1f5fbf, #8ab8ff); --on-accent: light-dark(#fff, #0b1a2e);
  --line: light-dark(#c9ced6, #4a5260); --muted: light-dark(#545c69, #b3bac5); --problem: light-dark(#a3201b, #ffb4ab);
  --page: light-dark(#f2f4f7, #14171c); --card: light-dark(#fff, #1d2229); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page);
  font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; border: 1px solid var(--line); border-radius: .75rem;
  background: var(--card); }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
.stand-in { margin: 0 0 1.5rem; font-weight: 600; padding-bottom: 1rem; border-bottom: 1px solid var(--line); color: var(--muted);
  font-size: .875rem; }
.code { margin: 0 0 1rem; padding: .75rem; border: 1px dashed var(--line); border-radius: .5rem; text-align: center;
  font: 600 1.75rem/1.25 ui-monospace, monospace; letter-spacing: .1em; }
.problem { color: var(--problem); font-weight: 600; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
.hint { margin-top: .25rem; color: var(--muted); font-size: .875rem; }
input { width: 100%; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .5rem; font: inherit; }
input[name=user_code] { text-transform: uppercase; font-family: ui-monospace, monospace; letter-spacing: .1em; }
input[aria-invalid=true] { border-color: var(--problem); }
.choice { display: flex; align-items: baseline; gap: .625rem; font-weight: 400; }
.choice input { flex: none; width: auto; margin: 0; accent-color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
button { flex: 1 1 8rem; padding: .625rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: none;
  color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** Headers of every page. It must not be framed or cached, and loads nothing but its own style. */
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

// Not part of the document below, since the hash in the header must be of exactly what is between the tags.
const styleElement = new Html(`<style>${styleSheet}</style>`);

/** The whole document. It has no script, and loads nothing. */
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
