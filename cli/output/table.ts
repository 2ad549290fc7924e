import stringWidth from "string-width";

import { type FieldName, fieldNames, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { writeValue } from "./field-text.ts";
import type { Line, Span } from "./output.ts";
import { safeText } from "./safe-text.ts";
import { type ColumnTexts, fieldTexts } from "./wish-fields.ts";

interface Column extends ColumnTexts {
  name: FieldName;
}

const columns: readonly Column[] = fieldNames.flatMap((name) => {
  const { column } = fieldTexts[name];
  return column ? [{ name, ...column }] : [];
});

const gap = "  ";
const ellipsis = "…";
/** UTF-16 units that stand in one terminal cell: a couple that kisses, each in a colour, has fifteen in its two. */
const mostUnitsInCell = 8;
const graphemes = new Intl.Segmenter();

/** A table of wishes: its header, and the rows of any further wishes in the same columns. */
export interface Table {
  header: Line;
  rows(wishes: readonly ListedWish[]): Line[];
}

/**
 * Lays out a table that fits a terminal.
 *
 * The first wishes decide the widths, so that a long list can be shown before its end is known. A column that none of
 * them fills is left out. Widths are those of a terminal: an emoji or an ideograph takes two cells.
 *
 * @param withLinks whether a url leads to where it says, cut or not
 */
export function layOutTable(first: readonly ListedWish[], terminalColumns: number, withLinks: boolean): Table {
  const shown = columns
    .filter((column) => terminalColumns >= column.fromColumns)
    .filter(({ name }) => name === "name" || first.some((wish) => wish[name] !== undefined));
  const natural = shown.map((column) =>
    Math.max(stringWidth(column.title), ...first.map((wish) => stringWidth(cellText(wish, column, terminalColumns)))),
  );
  const widths = fit(natural, terminalColumns - gap.length * (shown.length - 1));
  const row = (wish: ListedWish): Line => {
    const texts = shown.map((column, index) => cut(cellText(wish, column, terminalColumns), widths[index]!));
    const filled = texts.slice(0, texts.findLastIndex((text) => text !== "") + 1);
    return filled.flatMap((text, index): Span[] => {
      const link = withLinks ? linkOf(wish, shown[index]!) : undefined;
      const padding = index === filled.length - 1 ? "" : " ".repeat(widths[index]! - stringWidth(text)) + gap;
      return [link ? { text, link } : text, padding];
    });
  };
  const titles = shown.map(({ title }, index) => title.padEnd(widths[index]!).slice(0, widths[index]));
  return {
    header: [{ text: titles.join(gap).trimEnd(), style: "strong" }],
    rows: (wishes) => wishes.map(row),
  };
}

/** Only web addresses are made links: of other ones the terminal might start a program. */
function linkOf(wish: ListedWish, { name }: Column): URL | undefined {
  const address = wishFields[name].kind === "url" ? wish[name] : undefined;
  const link = typeof address === "string" && URL.canParse(address) ? new URL(address) : undefined;
  return link && /^https?:$/u.test(link.protocol) ? link : undefined;
}

/** Lowers the widest columns, as little as possible, until all fit into `available` cells. */
function fit(natural: readonly number[], available: number): number[] {
  let widest = Math.max(...natural);
  const total = () => natural.reduce((sum, width) => sum + Math.min(width, widest), 0);
  while (widest > 1 && total() > available) widest -= 1;
  return natural.map((width) => Math.min(width, widest));
}

/**
 * The text of a cell, or as much of its beginning as no terminal of that width can show.
 *
 * What measures a text takes long over one of many thousand characters.
 */
function cellText(wish: ListedWish, { name }: Column, terminalColumns: number): string {
  const value = wish[name];
  if (value === undefined) return "";
  const text = writeValue(wishFields[name].kind, value);
  const shown = wishFields[name].kind === "time" ? text.slice(0, "YYYY-MM-DD".length) : text;
  const mostUnits = mostUnitsInCell * terminalColumns;
  return shorten(safeText(shorten(shown, mostUnits).replace(/\s+/gu, " ").trim()), mostUnits);
}

function shorten(text: string, mostUnits: number): string {
  return text.length <= mostUnits ? text : text.slice(0, mostUnits).replace(/[\uD800-\uDBFF]$/u, "") + ellipsis;
}

/** Shortens a text that is too wide, between two characters as a person sees them. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  let left = width - stringWidth(ellipsis);
  for (const { segment } of graphemes.segment(text)) {
    left -= stringWidth(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept + ellipsis;
}
