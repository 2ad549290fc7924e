import type { Thing } from "./collect-markup.ts";

/** What one source says of a product; not checked. */
export interface Claim {
  /** What says so, in words for a person. */
  source: string;
  name?: string | undefined;
  description?: string | undefined;
  price?: { value: string | number; currency: string | undefined; isLowest: boolean } | undefined;
  isSoldOut?: boolean;
}

/** Types of schema.org that a shop sells; `Product` has more kinds than are worth naming. */
const soldTypes = /(?:^|[/:#])(?:\w*Product\w*|Book|Vehicle|Car|Game|VideoGame|MusicAlbum|Movie|Course|Event)$/u;

/** Deeper than any page has them. */
const mostDepth = 8;

/**
 * Finds the product that a page is about among its objects of schema.org: the outermost, and the first of several.
 *
 * It may stand in a list, in a `@graph`, or as what the page is mainly about.
 *
 * @param values of JSON-LD or microdata
 */
export function readThings(values: readonly unknown[], source: string): Claim | undefined {
  let level = [...values];
  for (let depth = 0; depth < mostDepth && level.length > 0; depth += 1) {
    const things = level.flat().filter(isThing);
    const product = things.find((each) => listOf(each["@type"]).some((type) => soldTypes.test(String(type))));
    if (product) return readProduct(product, source);
    level = things.flatMap((each) => listOf(each["@graph"]).concat(listOf(each["mainEntity"])));
  }
  return undefined;
}

/** Parses a script of JSON-LD, also where it breaks lines within texts or stands in a comment. */
export function parseJsonLd(text: string): unknown {
  const bare = text.replace(
    /^\s*(?:<!--|(?:\/\/|\/\*)?\s*<!\[CDATA\[(?:\s*\*\/)?)|(?:-->|(?:\/\/|\/\*)?\s*\]\]>(?:\s*\*\/)?|;)\s*$/gu,
    "",
  );
  try {
    return JSON.parse(bare.replace(/[\u0000-\u001F]/gu, " "));
  } catch {
    return undefined;
  }
}

function readProduct(product: Thing, source: string): Claim {
  const variants = listOf(product["hasVariant"]).filter(isThing);
  const offers = [product, ...variants].flatMap((each) => listOf(each["offers"]).filter(isThing));
  const all = [...offers, ...offers.flatMap((each) => listOf(each["offers"]).filter(isThing))];
  const availabilities = all.flatMap((each) => listOf(each["availability"]).map(String));
  return {
    source,
    name: firstText(product["name"]),
    description: firstText(product["description"]),
    price: readOffers(all),
    isSoldOut:
      availabilities.length > 0 && availabilities.every((each) => /OutOfStock|SoldOut|Discontinued/iu.test(each)),
  };
}

/** The lowest of several prices, where they differ. */
function readOffers(offers: readonly Thing[]): Claim["price"] {
  const prices = offers.flatMap((offer) => {
    const specification = listOf(offer["priceSpecification"]).find(isThing) ?? {};
    const [value] = [offer["price"], offer["lowPrice"], specification["price"]].flatMap(priceValues);
    if (value === undefined) return [];
    const isRange = priceValues(offer["highPrice"]).some((high) => !isSame(high, value));
    return [
      { value, isRange, currency: firstText(offer["priceCurrency"]) ?? firstText(specification["priceCurrency"]) },
    ];
  });
  const [lowest] = prices.toSorted((one, other) => Number(one.value) - Number(other.value));
  if (!lowest) return undefined;
  const { value, currency, isRange } = lowest;
  return { value, currency, isLowest: isRange || prices.some((each) => !isSame(each.value, value)) };
}

function isSame(one: string | number, other: string | number): boolean {
  return one === other || Number(one) === Number(other);
}

function priceValues(value: unknown): (string | number)[] {
  return listOf(value).filter(
    (each): each is string | number => typeof each === "number" || (typeof each === "string" && /\d/u.test(each)),
  );
}

function firstText(value: unknown): string | undefined {
  return listOf(value).find((each): each is string => typeof each === "string" && each.trim() !== "");
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
