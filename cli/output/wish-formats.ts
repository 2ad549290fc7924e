import type { ListedWish } from "../api/list-wishes.ts";
import type { Line } from "./output.ts";
import { tsvLine } from "./tsv.ts";

/** Turns pages of wishes into the lines to print, page by page. */
export type WishFormat = (pages: AsyncIterable<readonly ListedWish[]>) => AsyncIterable<Line[]>;

export async function* asTsv(pages: AsyncIterable<readonly ListedWish[]>): AsyncIterable<Line[]> {
  for await (const wishes of pages) yield wishes.map(tsvLine);
}

/** One JSON object a line. */
export async function* asNdjson(pages: AsyncIterable<readonly ListedWish[]>): AsyncIterable<Line[]> {
  for await (const wishes of pages) yield wishes.map((wish) => JSON.stringify(wish));
}

/** One JSON array with a wish on each line. */
export async function* asJson(pages: AsyncIterable<readonly ListedWish[]>): AsyncIterable<Line[]> {
  let last: string | undefined;
  for await (const wishes of pages) {
    const lines: string[] = [];
    for (const wish of wishes) {
      lines.push(last === undefined ? "[" : `${last},`);
      last = JSON.stringify(wish);
    }
    yield lines;
  }
  yield last === undefined ? ["[]"] : [last, "]"];
}

/** A table for a terminal of that many columns. */
export function asTable(terminalColumns: number): WishFormat {
  return async function* (pages) {
    const { layOutTable } = await import("./table.ts");
    let table: ReturnType<typeof layOutTable> | undefined;
    for await (const wishes of pages) {
      if (wishes.length === 0) continue;
      const header = table === undefined;
      table ??= layOutTable(wishes, terminalColumns);
      yield header ? [table.header, ...table.rows(wishes)] : table.rows(wishes);
    }
  };
}
