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

/** A table for a terminal of that many columns. */
export function asTable(terminalColumns: number): WishFormat {
  return async function* (pages) {
    const [{ layOutTable }, { default: supportsHyperlinks }] = await Promise.all([
      import("./table.ts"),
      import("supports-hyperlinks"),
    ]);
    let table: ReturnType<typeof layOutTable> | undefined;
    for await (const wishes of pages) {
      if (wishes.length === 0) continue;
      const header = table === undefined;
      table ??= layOutTable(wishes, terminalColumns, supportsHyperlinks.stdout);
      yield header ? [table.header, ...table.rows(wishes)] : table.rows(wishes);
    }
  };
}

/** All of a wish, or these fields in the order asked for. */
function toJson(wish: ListedWish, fields: FieldName[] | undefined): string {
  return JSON.stringify(fields ? Object.fromEntries(fields.map((name) => [name, wish[name]])) : wish);
}
