import { operations } from "../contract.ts";
import type { List } from "../lists.ts";
import { html, type Markup, styleElement } from "../page/markup.ts";
import { pageHeaders, writeDocument } from "../page/page.ts";
import { cardWriter, writeLink } from "../page/parts.ts";
import { type Reader, writeDay } from "../page/reader.ts";
import { styleSource } from "../page/style.ts";
import type { Message } from "../page/words.ts";
import type { Wish } from "../wish.ts";
import { giftPathOf, type GiftView, releasePathOf } from "./address.ts";
import { type Claim, freeOf } from "./claims.ts";
import { newCode } from "./codes.ts";
import { longestFrom, trapField } from "./form.ts";
import type { Standing } from "./giving.ts";
import { giftCss, giftStyleSource } from "./style.ts";

/** The headers of every page of gifts: those of other pages, but it may send its own forms, and nobody may keep it. */
export const giftHeaders = {
  ...pageHeaders,
  "content-security-policy": `default-src 'none'; style-src ${styleSource} ${giftStyleSource}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "cache-control": "private, no-store",
} as const;

/** From when on the owner of a list can see who gives what. */
export interface Seal {
  revealOn: string;
  isRevealed: boolean;
}

/** What a gift page shows of the gifts of a list. */
export interface GiftPageParts extends Seal {
  view: GiftView;
  /** What is said about the list. */
  about: List | undefined;
  cards: readonly Markup[];
  next?: GiftView;
}

export function writeGiftPage(parts: GiftPageParts, reader: Reader): string {
  const { view, about, cards, next } = parts;
  const { words } = reader;
  const { gifts } = words;
  const { page = 1, nextToken } = view;
  const isTop = page === 1 && nextToken === undefined;
  const body = html`<header>
      <h1>${gifts.title}</h1>
      ${about?.title !== undefined && html`<p class="gift" dir="auto">${about.title}</p>`}
      ${about?.date !== undefined && html`<p class="date">${writeDay(reader, about.date)}</p>`}
      ${about?.description !== undefined && html`<p class="about" dir="auto">${about.description}</p>`}
    </header>
    <main>
      <p class="intro">${gifts.intro} ${writeSeal(parts, reader)}</p>
      ${cards.length > 0 ? cards : html`<p class="empty">${words.nothingWanted}</p>`}
      ${
        (next || !isTop) &&
        html`<nav aria-label="${words.pages}">
          ${next && writeLink({ href: giftPathOf(next), text: words.nextPage }, "next")}
          ${!isTop && writeLink({ href: giftPathOf({ list: view.list, code: view.code }), text: words.firstPage }, "prev")}
        </nav>`
      }
    </main> `;
  return writeGiftDocument(gifts.title, body, reader);
}

/** Makes a writer of the cards of a gift page: what is still free has a form, and each form a token of its own. */
export function giftCardWriter(view: GiftView, taken: Map<string, number>, reader: Reader): (wish: Wish) => Markup {
  const { gifts } = reader.words;
  return cardWriter(reader, (wish) => {
    const { id, name, quantity = 1 } = wish;
    const free = freeOf(wish, taken);
    if (free === 0) return html`<div class="give"><p class="taken">${gifts.taken}</p></div> `;
    const fields = { list: view.list, code: view.code, wish: id, token: newCode() };
    return html`<div class="give">
      ${free < quantity && html`<p class="free">${gifts.free(free, quantity)}</p>`}
      <form method="post" action="${operations.claim.path}">
        ${hiddenFields(fields)}${trap(reader)}
        ${
          free > 1 &&
          html`<label
            >${gifts.howMany} <input type="number" name="quantity" min="1" max="${free}" value="1" required
          /></label>`
        }
        <button type="submit" aria-label="${gifts.give}: ${name}">${gifts.give}</button>
      </form>
    </div> `;
  });
}

/** What somebody has claimed, with all that its links and forms take. */
export interface ClaimPage extends Seal {
  list: string;
  token: string;
  claim: Claim;
}

/** Asks whether somebody will give what is kept for them. */
export function writeReservedPage(page: ClaimPage & { code: string }, reader: Reader): string {
  const { list, token, claim, code, revealOn, isRevealed } = page;
  const { gifts } = reader.words;
  const { wish, quantity } = claim;
  const fields = { list, code, wish, token, quantity: String(quantity), yes: "yes" };
  const body = html`<main>
    ${writeHeading(gifts.reserved, claim, reader)}
    <form method="post" action="${operations.claim.path}">
      ${hiddenFields(fields)}${trap(reader)}
      <label
        >${gifts.yourName} <input name="from" maxlength="${longestFrom}" autocomplete="name" aria-describedby="sealed"
      /></label>
      <p class="hint" id="sealed">${isRevealed ? gifts.nameIsShown : gifts.nameIsSealed(writeDay(reader, revealOn))}</p>
      <button type="submit">${gifts.yes}</button>
    </form>
    ${releaseForm(list, token, gifts.no, "quiet")}
  </main> `;
  return writeGiftDocument(gifts.reserved.title, body, reader);
}

/** Thanks, and gives the link with which the gift can be let go again. */
export function writeConfirmedPage(page: ClaimPage & { code: string; apiEndpoint: string }, reader: Reader): string {
  const { list, token, claim, code, apiEndpoint } = page;
  const { gifts } = reader.words;
  const url = apiEndpoint + releasePathOf(list, token);
  const mail = `mailto:?subject=${encodeURIComponent(gifts.mailSubject)}&body=${encodeURIComponent(url)}`;
  const body = html`<main>
    ${writeHeading(gifts.confirmed, claim, reader)}
    <p>${writeSeal(page, reader)}</p>
    <p class="keep">
      ${gifts.keepLink}<br />
      <a href="${url}">${url}</a>
    </p>
    <p class="keep home">${writeLink({ href: mail, text: gifts.sendToMyself })}</p>
    <p class="keep home">${writeLink({ href: giftPathOf({ list, code }), text: gifts.backToGifts })}</p>
  </main> `;
  return writeGiftDocument(gifts.confirmed.title, body, reader);
}

/** Shows what somebody gives, with a button to let it go: opening a link changes nothing, as mail scanners do that. */
export function writeReleasePage(page: ClaimPage & { standing: Standing }, reader: Reader): string {
  const { list, token, claim, standing } = page;
  const { gifts } = reader.words;
  const told = claim.reservedUntil === undefined ? gifts.yourGift : gifts.stillReserved;
  const message = { wanted: told, got: gifts.gotByNow, withdrawn: gifts.withdrawn }[standing];
  const body = html`<main>
    ${writeHeading(message, claim, reader)}
    <p>${writeSeal(page, reader)}</p>
    ${releaseForm(list, token, gifts.release)}
  </main> `;
  return writeGiftDocument(message.title, body, reader);
}

/** Says something about gifts; with a view, it leads back to them. */
export function writeGiftMessage({ title, text }: Message, view: GiftView | undefined, reader: Reader): string {
  const back = view && { href: giftPathOf(view), text: reader.words.gifts.backToGifts };
  const body = html`<main>
    <header>
      <h1>${title}</h1>
    </header>
    <p>${text}</p>
    ${back && html`<p class="home">${writeLink(back)}</p>`}
  </main> `;
  return writeGiftDocument(title, body, reader);
}

function writeHeading({ title, text }: Message, { name, quantity }: Claim, { words: { gifts } }: Reader): Markup {
  return html`<header>
      <h1>${title}</h1>
    </header>
    <p class="gift" dir="auto">${name}</p>
    ${quantity > 1 && html`<p class="gift">${gifts.pieces(quantity)}</p>`}
    <p>${text}</p>`;
}

function writeSeal({ revealOn, isRevealed }: Seal, reader: Reader): string {
  const { sealedUntil, revealedSince } = reader.words.gifts;
  return (isRevealed ? revealedSince : sealedUntil)(writeDay(reader, revealOn));
}

function releaseForm(list: string, token: string, text: string, look?: "quiet"): Markup {
  return html`<form method="post" action="${operations.release.path}">
    ${hiddenFields({ list, token })}
    <button type="submit" ${look && html` class="${look}"`}>${text}</button>
  </form>`;
}

function hiddenFields(fields: Record<string, string>): Markup[] {
  return Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" /> `);
}

function trap({ words: { gifts } }: Reader): Markup {
  return html`<p class="trap">
    <label>${gifts.leaveEmpty} <input name="${trapField}" autocomplete="off" /></label>
  </p>`;
}

function writeGiftDocument(title: string, body: Markup, reader: Reader): string {
  return writeDocument(title, styleElement(giftCss), body, reader);
}
