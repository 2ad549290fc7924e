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
/** UTF-16 units whose cells are counted in one go. */
const mostUnitsAtOnce = 1024;
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
    const naturalCells = rows.reduce((most, row) => Math.max(most, cellsOf(row[index]!)), title.length);
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
    const cells = shown.map((_, index) => cut(texts[index]!, widths[index]!));
    const last = cells.findLastIndex((text) => text !== "");
    const spans: Span[] = [];
    for (const [index, text] of cells.slice(0, last + 1).entries()) {
      const padding = " ".repeat(Math.max(0, widths[index]! - cellsOf(text)));
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

/**
 * Cells that a text takes in a terminal.
 *
 * What finds the characters of a text takes the square of its length, so a long one is measured in pieces. Where one ends
 * within a character, such as a digit in a box, the sum is a cell off.
 */
function cellsOf(text: string): number {
  if (text.length <= mostUnitsAtOnce) return stringWidth(text);
  let cells = 0;
  for (const [piece] of text.matchAll(/[ -~]+|[^ -~]{1,64}/gu)) {
    cells += /^[ -~]/u.test(piece) ? piece.length : stringWidth(piece);
  }
  return cells;
}

/** Shortens a text that is too wide, between two characters as a person sees them. */
function cut(text: string, width: number): string {
  if (cellsOf(text) <= width) return text;
  let kept = "";
  let left = width - stringWidth(ellipsis);
  for (const { segment } of graphemes.segment(text.slice(0, mostUnitsInCell * width))) {
    left -= stringWidth(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept + ellipsis;
}
