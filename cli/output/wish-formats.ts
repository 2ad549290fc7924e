import type { FieldName } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import type { Line } from "./output.ts";
import { tsvLine } from "./tsv.ts";

/** Turns pages of wishes into the lines to print, page by page. */
export type WishFormat = (pages: AsyncIterable<readonly ListedWish[]>) => AsyncIterable<Line[]>;

/** One line of tab-separated values a wish, with these fields or with all, and `absent` where there is no value. */
export function asTsv(fields: FieldName[] | undefined, absent: string | undefined): WishFormat {
  return async function* (pages) {
    for await (const wishes of pages) yield wishes.map((wish) => tsvLine(wish, fields, absent));
  };
}

/** One JSON object a line, with these fields or with all. */
export function asNdjson(fields: FieldName[] | undefined): WishFormat {
  return async function* (pages) {
    for await (const wishes of pages) yield wishes.map((wish) => toJson(wish, fields));
  };
}

/** One JSON array with a wish on each line, with these fields or with all. */
export function asJson(fields: FieldName[] | undefined): WishFormat {
  return async function* (pages) {
    let last: string | undefined;
    for await (const wishes of pages) {
      const lines: string[] = [];
      for (const wish of wishes) {
        lines.push(last === undefined ? "[" : `${last},`);
        last = toJson(wish, fields);
      }
      yield lines;
    }
    yield last === undefined ? ["[]"] : [last, "]"];
  };
}

/**
 * A table for a terminal, once all wishes are there.
 *
 * @param lineCells width of the terminal; with `undefined`, every column is shown and nothing is cut
 * @param allIds the ids that those shown are to be told from; looked at when all pages have come
 */
export function asTable(lineCells: number | undefined, allIds: () => Iterable<string>): WishFormat {
  return async function* (pages) {
    const parts: (readonly ListedWish[])[] = [];
    for await (const wishes of pages) parts.push(wishes);
    const all = parts.flat();
    if (all.length === 0) return;
    const [{ layOutTable }, { uniquePrefixLengths }, { default: supportsHyperlinks }] = await Promise.all([
      import("./table.ts"),
      import("../list/unique-prefixes.ts"),
      import("supports-hyperlinks"),
    ]);
    const lengths = uniquePrefixLengths(allIds());
    const uniqueLengthOf = (id: string) => lengths.get(id) ?? id.length;
    yield layOutTable(all, { lineCells, withLinks: supportsHyperlinks.stdout, uniqueLengthOf });
  };
}

/** All of a wish, or these fields in the order asked for. */
function toJson(wish: ListedWish, fields: FieldName[] | undefined): string {
  return JSON.stringify(fields ? Object.fromEntries(fields.map((name) => [name, wish[name]])) : wish);
}
