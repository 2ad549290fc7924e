import stringWidth from "string-width";

import type { ListedWish } from "../api/list-wishes.ts";
import type { Line } from "./output.ts";
import { safeText } from "./safe-text.ts";

interface Column {
  title: string;
  /** The narrowest terminal that shows this column. */
  fromColumns: number;
  text: (wish: ListedWish) => string;
}

const columns: readonly Column[] = [
  { title: "NAME", fromColumns: 0, text: (wish) => wish.name },
  { title: "URL", fromColumns: 0, text: (wish) => wish.url ?? "" },
  { title: "DESCRIPTION", fromColumns: 80, text: (wish) => wish.description ?? "" },
  { title: "ADDED", fromColumns: 60, text: (wish) => wish.createdAt?.slice(0, "YYYY-MM-DD".length) ?? "" },
];

const gap = "  ";
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
 */
export function layOutTable(first: readonly ListedWish[], terminalColumns: number): Table {
  const shown = columns
    .filter((column) => terminalColumns >= column.fromColumns)
    .filter((column) => column.title === "NAME" || first.some((wish) => column.text(wish) !== ""));
  const natural = shown.map((column) =>
    Math.max(stringWidth(column.title), ...first.map((wish) => stringWidth(cellText(column.text(wish))))),
  );
  const widths = fit(natural, terminalColumns - gap.length * (shown.length - 1));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => fill(cell, widths[index]!))
      .join(gap)
      .trimEnd();
  return {
    header: [{ text: line(shown.map((column) => column.title)), style: "strong" }],
    rows: (wishes) => wishes.map((wish) => line(shown.map((column) => cellText(column.text(wish))))),
  };
}

/** Lowers the widest columns, as little as possible, until all fit into `available` cells. */
function fit(natural: readonly number[], available: number): number[] {
  let widest = Math.max(...natural);
  const total = () => natural.reduce((sum, width) => sum + Math.min(width, widest), 0);
  while (widest > 1 && total() > available) widest -= 1;
  return natural.map((width) => Math.min(width, widest));
}

function cellText(text: string): string {
  return safeText(text.replace(/\s+/gu, " ").trim());
}

function fill(text: string, width: number): string {
  const missing = width - stringWidth(text);
  return missing >= 0 ? text + " ".repeat(missing) : cut(text, width);
}

function cut(text: string, width: number): string {
  const ellipsis = "…";
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(kept + segment + ellipsis) > width) break;
    kept += segment;
  }
  return fill(kept + ellipsis, width);
}
