import { Parser } from "htmlparser2";

/** An object of schema.org, as JSON-LD and microdata both have it; nothing about it is certain. */
export type Thing = Readonly<Record<string, unknown>>;

/** An item of microdata: each property with all its values. */
type Item = Record<string, unknown[]>;

/** What a page says about itself, in the order in which it says it. */
export interface Markup {
  /** The texts of `<script type="application/ld+json">`. */
  jsonLd: string[];
  /** Of `<meta>`: the first value of each `property` or `name`, by that in lower case. */
  properties: Map<string, string>;
  /** The outermost items of microdata. */
  items: Thing[];
  /** The first `<title>` that is not of a picture. */
  title: string | undefined;
  isHeadClosed: boolean;
}

/** An element whose end is waited for. */
interface Open {
  depth: number;
  /** What has been in it until now, up to a number of characters. */
  text?: string;
  most?: number;
  end?: (text: string) => void;
  item?: Item;
}

/** No page of a shop is nested as deep; each element in so many others takes the parser longer than the one before. */
const mostDepth = 500;
const mostTextUnits = 10_000;

/**
 * Collects what a page says about itself, as it comes.
 *
 * @param isEnough asked after each piece of the page
 */
export async function collectMarkup(
  text: AsyncIterable<string>,
  isEnough: (markup: Markup) => boolean,
): Promise<Markup> {
  const markup: Markup = { jsonLd: [], properties: new Map(), items: [], title: undefined, isHeadClosed: false };
  const open: Open[] = [];
  let depth = 0;
  let pictures = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (name === "body") markup.isHeadClosed = true;
      if (name === "svg") pictures += 1;
      if (name === "meta") noteProperty(markup.properties, attributes);
      const element = { depth, ...elementOf(name, attributes) };
      if (element.item || element.end) open.push(element);
    },
    ontext(data) {
      for (const element of open) {
        if (element.text !== undefined && element.text.length < (element.most ?? mostTextUnits)) element.text += data;
      }
    },
    onclosetag(name) {
      if (name === "head") markup.isHeadClosed = true;
      if (name === "svg") pictures -= 1;
      if (open.at(-1)?.depth === depth) {
        const { end, text: ended = "" } = open.pop()!;
        end?.(ended);
      }
      depth -= 1;
    },
  });

  function elementOf(name: string, attributes: Record<string, string>): Omit<Open, "depth"> {
    if (name === "title" && pictures === 0) {
      return { text: "", end: (ended) => void (markup.title ??= ended.trim() || undefined) };
    }
    if (name === "script" && /^\s*application\/ld\+json\s*(?:;|$)/iu.test(attributes["type"] ?? "")) {
      return { text: "", most: Infinity, end: (ended) => void markup.jsonLd.push(ended) };
    }
    return itemOf(name, attributes);
  }

  /** HTML Standard, "Microdata": an element can be a property, and an item that is its value. */
  function itemOf(name: string, attributes: Record<string, string>): Omit<Open, "depth"> {
    const parent = open.findLast(({ item }) => item)?.item;
    const names = attributes["itemprop"]?.split(/\s+/u) ?? [];
    const set = (value: unknown) => {
      for (const each of parent ? names : []) (parent![each] ??= []).push(value);
    };
    if (attributes["itemscope"] !== undefined) {
      // A page may call a property `constructor`.
      const item = Object.create(null) as Item;
      item["@type"] = [attributes["itemtype"] ?? ""];
      if (names.length > 0) set(item);
      else markup.items.push(item);
      return { item };
    }
    if (names.length === 0 || !parent) return {};
    const value = attributes["content"] ?? attributes["href"] ?? (name === "data" ? attributes["value"] : undefined);
    if (value === undefined) return { text: "", end: (ended) => set(ended) };
    set(value);
    return {};
  }

  for await (const piece of text) {
    parser.write(piece);
    if (depth > mostDepth || isEnough(markup)) return markup;
  }
  // Closes what is open: a title whose end has not come is one all the same.
  parser.end();
  return markup;
}

function noteProperty(properties: Map<string, string>, attributes: Record<string, string>): void {
  const name = (attributes["property"] ?? attributes["name"])?.trim().toLowerCase();
  const content = attributes["content"]?.trim();
  if (name && content && !properties.has(name)) properties.set(name, content);
}
