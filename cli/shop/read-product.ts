import { Parser } from "htmlparser2";

import { parseNewWish, type Values, wishFields } from "../../service/wish.ts";
import { collectMarkup, type Markup } from "./collect-markup.ts";
import { type Page, unreadable } from "./fetch-page.ts";
import { readPrice } from "./price.ts";
import { type Claim, parseJsonLd, readThings } from "./read-things.ts";

/** A value for a field of a wish, and what on the page says so. */
export interface Found<T> {
  value: T;
  source: string;
}

/** What a page says of the product that it is about, by the rules of the fields of a wish. */
export interface Product {
  name?: Found<string>;
  price?: Found<Values["amount"]>;
  description?: Found<string>;
  isSoldOut: boolean;
  /** Why a price that the page has was not taken. */
  doubt?: string;
}

/** Titles of pages that stand in front of the one that was asked for, or in its place. */
const wall =
  /just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|robot check|captcha|(?:human|security|bot) (?:verification|check)|verify(?:ing)? (?:that )?you|pardon our interruption|checking your browser|one more step|enable (?:javascript|cookies)|zugriff verweigert|sicherheitsüberprüfung/iu;
const signIn = /^(?:please )?(?:log ?-?in|sign ?-?in|anmelden|einloggen|login|anmeldung|connexion)\b/iu;
const error =
  /^(?:error|fehler|oops|40[0-9]|50[0-9])\b|(?:page|seite|site|product|produkt)\b.{0,20}\b(?:not found|nicht gefunden|unavailable)/iu;

/**
 * Reads what a page says of its product: JSON-LD before the properties of Open Graph, microdata and the title.
 *
 * It reads on into the body as long as no price was found, since JSON-LD may stand there too.
 *
 * @throws Failure `page_unreadable` for a page that asks for something else first, or says nothing
 */
export async function readProduct({ url, text }: Page): Promise<Product> {
  const things: unknown[] = [];
  const parseNew = ({ jsonLd }: Markup) => {
    while (things.length < jsonLd.length) things.push(parseJsonLd(jsonLd[things.length]!));
    return readThings(things, "JSON-LD");
  };
  const markup = await collectMarkup(text, (each) => {
    const isNew = things.length < each.jsonLd.length;
    return each.isHeadClosed && (hasPrice(each.properties) || (isNew && parseNew(each)?.price !== undefined));
  });
  const sold = [parseNew(markup), readProperties(markup.properties), readThings(markup.items, "microdata")];
  const plain: Claim[] = [
    { source: "meta description", description: markup.properties.get("description") },
    { source: "title", name: markup.title },
  ];
  const product = choose([...sold, ...plain].filter((each) => each !== undefined));
  const isProduct = sold.some((each) => each?.price) || [sold[0], sold[2]].some((each) => each?.name);
  const name = product.name?.value ?? "";
  if (!isProduct && wall.test(name)) throw unreadable(url, `asks whether a person reads it ("${name}")`);
  if (!isProduct && signIn.test(name)) throw unreadable(url, `asks for a sign-in ("${name}")`);
  if (!isProduct && error.test(name)) throw unreadable(url, `shows an error ("${name}")`);
  if (!product.name && !product.price) throw unreadable(url, "says nothing of a product there");
  return product;
}

function hasPrice(properties: Markup["properties"]): boolean {
  return readProperties(properties).price !== undefined;
}

/** The properties of Open Graph (https://ogp.me), and those that Facebook and Pinterest have added for products. */
function readProperties(properties: Markup["properties"]): Claim {
  const first = (...names: string[]) => names.map((name) => properties.get(name)).find((each) => each !== undefined);
  const value = first("product:sale_price:amount", "product:price:amount", "og:price:amount");
  const currency = first("product:sale_price:currency", "product:price:currency", "og:price:currency");
  return {
    source: "Open Graph",
    name: first("og:title"),
    description: first("og:description"),
    price: value === undefined ? undefined : { value, currency, isLowest: false },
    isSoldOut: /^(?:out of stock|oos|outofstock|sold ?out|discontinued)$/iu.test(
      first("product:availability", "og:availability") ?? "",
    ),
  };
}

/** Takes each value from the first that has one which keeps the rules. */
function choose(claims: readonly Claim[]): Product {
  const product: Product = { isSoldOut: claims.some(({ isSoldOut }) => isSoldOut) };
  for (const { source, name, description, price } of claims) {
    const line = cut(plainText(name).replace(/\s+/gu, " ").trim(), wishFields.name.maxCharacters);
    if (!product.name && line !== "" && isGood({ name: line })) product.name = { value: line, source };
    const lines = cut(plainText(description), wishFields.description.maxCharacters);
    if (!product.description && lines !== "" && isGood({ name: "x", description: lines })) {
      product.description = { value: lines, source };
    }
    if (!price || product.price) continue;
    const read = readPrice(price.value, price.currency);
    if (read && "price" in read && isGood({ name: "x", price: read.price })) {
      product.price = { value: read.price, source: price.isLowest ? `${source}, the lowest of several` : source };
    } else if (read && "doubt" in read) product.doubt ??= `${read.doubt} (${source})`;
  }
  if (product.price) delete product.doubt;
  return product;
}

function isGood(wish: object): boolean {
  return parseNewWish(wish).ok;
}

/** Text without the markup and the entities that shops leave in it, and without what a wish must not hold. */
function plainText(html = ""): string {
  let text = "";
  const parser = new Parser({
    onopentagname(name) {
      if (/^(?:br|p|div|li|tr|h[1-6])$/u.test(name)) text += "\n";
    },
    ontext: (data) => void (text += data),
  });
  // What is cut off anyway need not be read; markup may take most of it.
  parser.end(html.slice(0, 10 * wishFields.description.maxCharacters));
  return text
    .replace(/\r\n?/gu, "\n")
    .replace(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, "")
    .replace(/[^\S\n]+/gu, " ")
    .replace(/ ?\n ?/gu, "\n")
    .replace(/\n{3,}/gu, "\n\n")
    .trim();
}

function cut(text: string, mostCharacters: number): string {
  const characters = Array.from(text.normalize("NFC"));
  return characters.length <= mostCharacters
    ? text
    : `${characters
        .slice(0, mostCharacters - 1)
        .join("")
        .trimEnd()}…`;
}
