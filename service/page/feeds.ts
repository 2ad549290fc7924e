import { operations, wishesPath } from "../contract.ts";
import type { List } from "../lists.ts";
import type { Wish } from "../wish.ts";
import { feedPathOf, pathOf } from "./address.ts";
import { inAnswers } from "./fit.ts";
import { html, type Markup } from "./markup.ts";
import { safeUrl, titleOf } from "./parts.ts";
import { priceWriter, type Reader } from "./reader.ts";

/** What a feed is about. */
export interface FeedOf {
  /** Address of the API, without a slash at its end. */
  apiEndpoint: string;
  list: string;
  /** What is said about the list. */
  about: List | undefined;
  /** The newest first. */
  wishes: readonly Wish[];
}

const commonHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex",
  "cache-control": "public, max-age=60, stale-while-revalidate=600",
  vary: "accept-language",
} as const;

/** A feed without an entry has changed at no time; it has to name one (RFC 4287 §4.1.1). */
const never = "1970-01-01T00:00:00.000Z";

/**
 * Writes the newest wishes as an Atom feed (RFC 4287). Every text is plain text, so that nothing that somebody has
 * written becomes markup in a reader.
 */
export function writeAtomFeed({ apiEndpoint, list, about, wishes }: FeedOf, reader: Reader) {
  const title = titleOf(list, about, reader);
  const { path, contentType } = operations.atomFeed;
  const page = apiEndpoint + pathOf({ list });
  const describe = wishWriter(reader);
  const entry = (wish: Wish): Markup => {
    const { url, text } = describe(wish);
    return html`<entry>
<id>${apiEndpoint}${wishesPath}/${encodeURIComponent(wish.id)}</id>
<title type="text">${legal(wish.name)}</title>
<published>${wish.createdAt}</published>
<updated>${wish.updatedAt}</updated>
<link rel="alternate" type="text/html" href="${anchorOf(page, wish)}"/>
${url && html`<link rel="related" href="${url.href}"/>\n`}${wish.tags?.map(writeCategory)}<content type="text">${legal(text)}</content>
</entry>
`;
  };
  const body = html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${page}</id>
<title type="text">${legal(title)}</title>
${about?.description !== undefined && html`<subtitle type="text">${legal(about.description)}</subtitle>\n`}<updated>${lastChange(wishes) ?? never}</updated>
<author><name>${legal(title)}</name></author>
<link rel="self" type="${contentType}" href="${apiEndpoint}${feedPathOf(path, list)}"/>
<link rel="alternate" type="text/html" href="${page}"/>
${fitting(wishes.map(entry), String)}</feed>
`.toString();
  return { headers: { "content-type": `${contentType}; charset=utf-8`, ...commonHeaders }, body };
}

function writeCategory(tag: string): Markup {
  return html`<category term="${legal(tag)}"/>
`;
}

/** Writes the newest wishes as a JSON Feed (version 1.1), with `content_text` and never `content_html`. */
export function writeJsonFeed({ apiEndpoint, list, about, wishes }: FeedOf, reader: Reader) {
  const { path, contentType } = operations.jsonFeed;
  const page = apiEndpoint + pathOf({ list });
  const describe = wishWriter(reader);
  const item = (wish: Wish) => {
    const { url, text } = describe(wish);
    return {
      id: `${apiEndpoint}${wishesPath}/${encodeURIComponent(wish.id)}`,
      url: anchorOf(page, wish),
      ...(url && { external_url: url.href }),
      title: wish.name,
      content_text: text,
      date_published: wish.createdAt,
      date_modified: wish.updatedAt,
      ...(wish.tags && { tags: wish.tags }),
    };
  };
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: titleOf(list, about, reader),
    ...(about?.description !== undefined && { description: about.description }),
    home_page_url: page,
    feed_url: apiEndpoint + feedPathOf(path, list),
    items: fitting(wishes.map(item), JSON.stringify),
  };
  return { headers: { "content-type": contentType, ...commonHeaders }, body: JSON.stringify(feed) };
}

/** The newest entries: as many as fit into an answer. */
function fitting<T>(entries: readonly T[], textOf: (entry: T) => string): T[] {
  return inAnswers(entries, textOf, entries.length).next().value ?? [];
}

/** The last time that one of these wishes was changed; times of one form sort as text. */
export function lastChange(wishes: readonly Wish[]): string | undefined {
  return wishes
    .map(({ updatedAt }) => updatedAt)
    .toSorted()
    .at(-1);
}

function anchorOf(page: string, { id }: Wish): string {
  return `${page}#${encodeURIComponent(id)}`;
}

/** What a card says of a wish besides its name and tags, in lines. */
function wishWriter(reader: Reader): (wish: Wish) => { url: URL | undefined; text: string } {
  const { words } = reader;
  const writePrice = priceWriter(reader);
  return ({ name, url: address, description, price, priority, quantity = 1 }) => {
    const url = safeUrl(address);
    const lines = [
      priority === "high" && words.mostWanted,
      price && writePrice(price),
      quantity > 1 && words.wants(quantity),
      url && words.shop(url.host),
      description,
    ].filter(Boolean);
    // An entry has to say something, and a name says more than nothing.
    return { url, text: lines.length > 0 ? lines.join("\n") : name };
  };
}

/** Replaces what no XML document may hold, in whichever way it is written (XML 1.0 §2.2). */
function legal(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
