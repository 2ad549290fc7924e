import stringWidth from "string-width";

import { type FieldName, webAddress, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { type ColumnSize, fitColumns } from "./column-widths.ts";
import { writeValue } from "./field-text.ts";
import type { Line, Span } from "./output.ts";
import { safeText } from "./safe-text.ts";
import { formatDay, formatTime } from "./time.ts";
import { type ColumnTexts, fieldTexts } from "./wish-fields.ts";

interface Column extends ColumnTexts {
  name: FieldName;
}

/** A text and the cells that it takes in a terminal. */
interface Cell {
  text: string;
  cells: number;
}

/** How a table is to look. */
export interface TableLook {
  /** Cells of a line; as many as it takes when absent, with every column and nothing cut. */
  lineCells: number | undefined;
  /** Whether a url leads to where it says, cut or not. */
  withLinks: boolean;
  /** How many UTF-16 units of an id tell it from all others. */
  uniqueLengthOf: (id: string) => number;
}

const columns: readonly Column[] = (Object.keys(fieldTexts) as FieldName[]).flatMap((name) => {
  const { column } = fieldTexts[name];
  return column ? [{ name, ...column }] : [];
});

const gap = "  ";
const ellipsis = "…";
/** Of an id: enough to tell it from most that are added later. */
const fewestIdUnits = 4;
/** UTF-16 units that stand in one terminal cell: a couple that kisses, each in a colour, has fifteen in its two. */
const mostUnitsInCell = 8;
const graphemes = new Intl.Segmenter();

/**
 * Lays out a table of wishes, its header first.
 *
 * A column that nothing fills is left out, and the status where it is the same for all. Widths are those of a terminal: an
 * emoji or an ideograph takes two cells.
 */
export function layOutTable(wishes: readonly ListedWish[], look: TableLook): Line[] {
  const filled = columns.filter((column) => isFilled(column, wishes, look));
  const rows = wishes.map((wish) => filled.map((column) => cellText(wish, column, look)));
  const sizes = filled.map(({ title, leastCells }, index): ColumnSize => {
    const naturalCells = widestOf([title, ...rows.map((row) => row[index]!)], look.lineCells ?? Infinity);
    return { naturalCells, leastCells: Math.min(naturalCells, leastCells ?? Infinity) };
  });
  const widths =
    look.lineCells === undefined
      ? sizes.map(({ naturalCells }) => naturalCells)
      : fitColumns(sizes, look.lineCells, gap.length);
  const shown = filled.slice(0, widths.length);
  const titles = shown.map(({ title, isNumber }, index) =>
    (isNumber ? title.padStart(widths[index]!) : title.padEnd(widths[index]!)).slice(0, widths[index]),
  );
  const layOut = (wish: ListedWish, texts: readonly string[]): Line => {
    const fitting = shown.map((_, index) => cut(texts[index]!, widths[index]!));
    const last = fitting.findLastIndex(({ text }) => text !== "");
    const spans: Span[] = [];
    for (const [index, { text, cells }] of fitting.slice(0, last + 1).entries()) {
      const padding = " ".repeat(Math.max(0, widths[index]! - cells));
      if (shown[index]!.isNumber) spans.push(padding);
      spans.push(...spansOf(wish, shown[index]!, text, look));
      if (index < last) spans.push(shown[index]!.isNumber ? gap : padding + gap);
    }
    return spans;
  };
  return [
    [{ text: titles.join(gap).trimEnd(), style: "strong" }],
    ...wishes.map((wish, index) => layOut(wish, rows[index]!)),
  ];
}

function isFilled({ name }: Column, wishes: readonly ListedWish[], { lineCells }: TableLook): boolean {
  if (name === "name") return true;
  if (name !== "status" || lineCells === undefined) return wishes.some((wish) => wish[name] !== undefined);
  return wishes.some(({ status }) => status !== wishes[0]!.status);
}

function spansOf(wish: ListedWish, { name }: Column, text: string, { withLinks, uniqueLengthOf }: TableLook): Span[] {
  if (name === "id") {
    const unique = safeText(wish.id.slice(0, uniqueLengthOf(wish.id)));
    // A long id that is no hash may have been cut.
    if (!text.startsWith(unique)) return [text];
    const rest = text.slice(unique.length);
    return [{ text: unique, style: "strong" }, ...(rest === "" ? [] : [{ text: rest, style: "faint" } as const])];
  }
  const link = withLinks && name === "url" ? webAddress(wish[name]) : undefined;
  return [link ? { text, link } : text];
}

/**
 * The text of a cell, or as much of its beginning as no terminal of that width can show.
 *
 * What measures a text takes long over one of many thousand characters.
 */
function cellText(wish: ListedWish, { name }: Column, look: TableLook): string {
  const value = wish[name];
  if (value === undefined) return "";
  const text = writeValue(wishFields[name].kind, value);
  const mostUnits = look.lineCells === undefined ? Infinity : mostUnitsInCell * look.lineCells;
  const shown = shorten(shownOf(name, text, look), mostUnits);
  return shorten(safeText(shown.replace(/\s+/gu, " ").trim()), mostUnits);
}

/** What a person needs of a value: in a line of any length, all of it. */
function shownOf(name: FieldName, text: string, { lineCells, uniqueLengthOf }: TableLook): string {
  if (wishFields[name].kind === "time") {
    const time = new Date(text);
    if (Number.isNaN(time.valueOf())) return text.slice(0, "YYYY-MM-DD".length);
    return lineCells === undefined ? formatTime(time) : formatDay(time);
  }
  if (name !== "id" || lineCells === undefined) return text;
  return text.slice(0, Math.max(fewestIdUnits, uniqueLengthOf(text)));
}

function shorten(text: string, mostUnits: number): string {
  return text.length <= mostUnits ? text : text.slice(0, mostUnits).replace(/[\uD800-\uDBFF]$/u, "") + ellipsis;
}

/** The cells of the widest of some texts, at most `mostCells`: to count them takes longer than all the rest. */
function widestOf(texts: readonly string[], mostCells: number): number {
  let widest = 0;
  for (const text of texts) {
    const shown = cut(text, mostCells);
    if (shown.text !== text) return mostCells;
    widest = Math.max(widest, shown.cells);
  }
  return widest;
}

/** Shortens a text that is too wide, between two characters as a person sees them, and looks at no more of it. */
function cut(text: string, mostCells: number): Cell {
  if (/^[ -~]*$/u.test(text)) {
    const short = text.length > mostCells ? text.slice(0, mostCells - 1) + ellipsis : text;
    return { text: short, cells: short.length };
  }
  let cells = 0;
  // As much of it as leaves room for the ellipsis.
  let fittingUnits = 0;
  let fittingCells = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    cells += cellsOf(segment);
    if (cells > mostCells) return { text: text.slice(0, fittingUnits) + ellipsis, cells: fittingCells + 1 };
    if (cells === mostCells) continue;
    fittingUnits = index + segment.length;
    fittingCells = cells;
  }
  return { text, cells };
}

const knownCells = new Map<string, number>();

/** The cells of one character as a person sees it; most of a list are there many times. */
function cellsOf(grapheme: string): number {
  const cells = knownCells.get(grapheme) ?? stringWidth(grapheme);
  knownCells.set(grapheme, cells);
  return cells;
}
