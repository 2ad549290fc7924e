import { operations } from "../contract.ts";
import type { FailureCode } from "../failure.ts";
import type { List } from "../lists.ts";
import { defaultList } from "../wish.ts";
import { feedPathOf, pathOf, type View } from "./address.ts";
import { html, type Markup, styleElement } from "./markup.ts";
import { titleOf, writeLink } from "./parts.ts";
import { qrCode } from "./qr.ts";
import { type Reader, writeDay } from "./reader.ts";
import { css, styleSource } from "./style.ts";

/**
 * The headers of every page: a browser may load nothing for it, run nothing in it, and keep it for a minute.
 *
 * The address of a page can be a secret, so it is not told to shops (`referrer-policy`) or to search engines.
 */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src ${styleSource}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
  "cache-control": "public, max-age=60, stale-while-revalidate=600",
  vary: "accept-language",
} as const;

/** What is to be shown of a list. */
export interface ListPage {
  /** Address of the API, without a slash at its end. */
  apiEndpoint: string;
  view: View;
  /** What is said about the list. */
  about: List | undefined;
  /** Other lists to lead to. */
  others: readonly List[];
  cards: readonly Markup[];
  /** When a wish was changed last; absent where there is none. */
  changedAt?: string;
  /** The view with the wishes behind these. */
  next?: View;
}

/** Writes the page of a list. */
export function writeListPage(page: ListPage, reader: Reader): string {
  const { apiEndpoint, view, about, others, cards, changedAt, next } = page;
  const { words } = reader;
  const { list, status } = view;
  const isWanted = status === "wanted";
  const name = titleOf(list, about, reader);
  const title = isWanted ? name : about?.title === undefined ? words.titleOfGiven : `${name} – ${words.titleOfGiven}`;
  const address = apiEndpoint + pathOf({ list });
  const feed = (path: string, type: string) =>
    html`<link rel="alternate" type="${type}" title="${name}" href="${feedPathOf(path, list)}">`;
  const { atomFeed, jsonFeed } = operations;
  const head = html`${feed(atomFeed.path, atomFeed.contentType)}
${feed(jsonFeed.path, jsonFeed.contentType)}
`;
  const other = isWanted
    ? { href: pathOf({ list, status: "got" }), text: words.showGiven }
    : { href: pathOf({ list }), text: words.showWanted };
  // Who was given the address of an unlisted one has not asked for others.
  const leadsHome = list !== defaultList && about !== undefined && !about.unlisted;
  const empty = isWanted ? words.nothingWanted : words.nothingGiven;
  const body = html`<header>
<h1 dir="auto">${title}</h1>
${about?.date !== undefined && html`<p class="date">${writeDay(reader, about.date)}</p>`}
${about?.description !== undefined && html`<p class="about" dir="auto">${about.description}</p>`}
</header>
<main>
${cards.length > 0 ? cards : html`<p class="empty">${empty}</p>`}
${pagesNavigation(view, next, reader)}
<nav aria-label="${words.title}">${writeLink(other)}${leadsHome && writeLink({ href: pathOf({}), text: words.otherLists })}</nav>
${others.length > 0 && listsNavigation(others, reader)}
</main>
<footer>
${changedAt !== undefined && html`<p class="changed">${words.lastChanged(writeDay(reader, changedAt))}</p>`}
<p>${words.address}:<br>
<a href="${address}">${address}</a></p>
${qrCode(address, words.qrCode)}
<p class="feed">${writeLink({ href: feedPathOf(atomFeed.path, list), text: words.feed })}</p>
</footer>
`;
  return writeDocument(title, head, body, reader);
}

function listsNavigation(lists: readonly List[], reader: Reader): Markup {
  const links = lists.map((about) =>
    writeLink({ href: pathOf({ list: about.name }), text: titleOf(about.name, about, reader) }),
  );
  return html`<nav class="lists" aria-label="${reader.words.otherLists}"><h2>${reader.words.otherLists}</h2>
<ul>${links.map((link) => html`<li dir="auto">${link}</li>`)}</ul></nav>`;
}

/** Links to the pages before and behind this one, where there are any. */
function pagesNavigation(view: View, next: View | undefined, { words }: Reader): Markup | undefined {
  const { list, status, page, nextToken } = view;
  const isTop = page === 1 && nextToken === undefined;
  if (isTop && !next) return undefined;
  // What stands before a part that is read at once is not known from there.
  const before =
    page === 1
      ? { href: pathOf({ list, status }), text: words.firstPage }
      : { href: pathOf({ ...view, page: page - 1 }), text: words.previousPage };
  return html`<nav aria-label="${words.pages}">
${next && writeLink({ href: pathOf(next), text: words.nextPage }, "next")}
${!isTop && writeLink(before, "prev")}
<span class="number">${words.pageNumber(page)}</span>
</nav>`;
}

/** Writes a page that says kindly why there is no list on it. */
export function writeFailurePage(code: FailureCode, reader: Reader): string {
  const { words } = reader;
  const { title, text } = messageFor(code, reader);
  const body = html`<main>
<header>
<h1>${title}</h1>
</header>
<p>${text}</p>
<p class="home">${writeLink({ href: pathOf({}), text: words.toTheList })}</p>
</main>
`;
  return writeDocument(title, undefined, body, reader);
}

function messageFor(code: FailureCode, { words }: Reader) {
  if (code === "not_found" || code === "bad_request") return words.missing;
  return code === "store_unavailable" ? words.unavailable : words.failed;
}

export function writeDocument(title: string, head: Markup | undefined, body: Markup, { words }: Reader): string {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}${styleElement(css)}
</head>
<body>
${body}</body>
</html>
`.toString();
}
