import type { List } from "../lists.ts";
import { defaultList, type Wish, webAddress } from "../wish.ts";
import { html, type Markup } from "./markup.ts";
import { priceWriter, type Reader } from "./reader.ts";

/**
 * Checks the address of a wish once more on its way out, and gives it in the form of the web: hosts in ASCII (punycode).
 *
 * @returns `undefined` for what is no http or https address without user name and password: it becomes no link
 */
export function safeUrl(text: string | undefined): URL | undefined {
  const url = webAddress(text);
  return url?.username || url?.password ? undefined : url;
}

/** What a list is called for people: the name of an unlisted one says nothing to anybody. */
export function titleOf(name: string, about: List | undefined, { words }: Reader): string {
  const isWord = name !== defaultList && !about?.unlisted;
  return about?.title ?? (isWord ? name : words.title);
}

/** What was given already is wanted no more. */
export function isMostWanted({ status, priority }: Pick<Wish, "status" | "priority">): boolean {
  return status === "wanted" && priority === "high";
}

/**
 * Makes a writer of cards, one for each wish, which can be linked to by its id.
 *
 * What people have written stands in elements of its own with `dir="auto"`, so that text from right to left changes the
 * order of nothing around it.
 *
 * @param more what stands at the end of a card
 */
export function cardWriter(reader: Reader, more?: (wish: Wish) => Markup): (wish: Wish) => Markup {
  const { words } = reader;
  const writePrice = priceWriter(reader);
  return (wish) => {
    const { id, name, url: address, description, price, quantity = 1, tags = [] } = wish;
    const url = safeUrl(address);
    return html`<article id="${id}">
${isMostWanted(wish) && html`<p class="most">${words.mostWanted}</p>`}
<h2 dir="auto">${url ? html`<a href="${url.href}" rel="ugc nofollow noopener noreferrer">${name}</a>` : name}</h2>
${price && html`<p class="price">${writePrice(price)}</p>`}
${quantity > 1 && html`<p class="wants">${words.wants(quantity)}</p>`}
${url && html`<p class="shop">${words.shop(url.host)}</p>`}
${description !== undefined && html`<p class="note" dir="auto">${description}</p>`}
${tags.length > 0 && html`<ul class="tags" aria-label="${words.tags}">${tags.map(writeTag)}</ul>`}
${more?.(wish)}</article>
`;
  };
}

function writeTag(tag: string): Markup {
  return html`<li dir="auto">${tag}</li>`;
}

/** A link within the pages. */
export interface Link {
  href: string;
  text: string;
}

export function writeLink({ href, text }: Link, rel?: "next" | "prev"): Markup {
  return html`<a href="${href}"${rel && html` rel="${rel}"`}>${text}</a>`;
}
