import Papa from "papaparse";

import { type FieldName, fieldNames, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { readValue, writeValue } from "../output/field-text.ts";

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection), behind any number of apostrophes. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u;
const guardedFormula = /^'+[=+\-@\t\r\n＝＋－＠]/u;

const delimiters = [",", ";"];

/** Excel takes a file without it for one in the code page of its machine. */
const byteOrderMark = "\uFEFF";

/**
 * Writes wishes as CSV (RFC 4180, with `\n` as line end): a header, and one row each with all fields.
 *
 * A cell that a spreadsheet could take for a formula gets an apostrophe in front, which {@link readCsv} takes away.
 */
export function writeCsv(wishes: readonly ListedWish[]): string {
  const rows = wishes.map((wish) => fieldNames.map((name) => writeCell(wish, name)));
  return byteOrderMark + Papa.unparse({ fields: fieldNames, data: rows }, { newline: "\n" });
}

/** One row of a table below its header. */
export interface CsvRow {
  /** From 1, the header included. */
  number: number;
  content: { value: Partial<Record<FieldName, unknown>> } | { problem: string };
}

/** Tells whether a line is the header of a table of wishes: names of fields in any order, `name` or `id` among them. */
export function isCsvHeader(line: string): boolean {
  return delimiterOf(line) !== undefined;
}

/** Says why a line with the name of a field in it is not a header; `undefined` for a line that looks like none at all. */
export function problemOfHeader(line: string): string | undefined {
  const [names = []] = delimiters.map((delimiter) => cellsOf(line, delimiter)).toSorted((a, b) => b.length - a.length);
  if (names.length < 2 || !names.some(fieldOf)) return undefined;
  const unknown = names.filter((name) => !fieldOf(name)).map((name) => JSON.stringify(name.trim()));
  if (unknown.length === 0) return "No column is called name.";
  return `There is no field ${unknown.join(", ")}. The fields are ${fieldNames.join(", ")}.`;
}

/** Reads a table whose first row {@link isCsvHeader} knows; rows without anything in them are passed over. */
export function readCsv(text: string): CsvRow[] {
  const [firstLine = ""] = text.split("\n", 1);
  // Guessed from all of the text, both could be taken from what the cells say.
  const form = {
    delimiter: delimiterOf(firstLine.trimEnd()) ?? ",",
    newline: firstLine.endsWith("\r") ? "\r\n" : "\n",
  };
  const [header = [], ...rows] = Papa.parse<string[]>(text, form as { newline: "\n" }).data;
  const names = header.map((cell) => fieldOf(cell)!);
  return rows.flatMap((cells, index): CsvRow[] => {
    const number = index + 2;
    if (cells.every((cell) => cell.trim() === "")) return [];
    if (cells.length > names.length) {
      return [{ number, content: { problem: `It has ${cells.length} cells, and the header ${names.length}.` } }];
    }
    // An empty cell says that there is no such value, and a column that is not there says nothing.
    const value = names.map((name, column) => [name, cells[column] ? readCell(name, cells[column]) : undefined]);
    return [{ number, content: { value: Object.fromEntries(value) } }];
  });
}

/** A comma, or what Excel writes where a comma is the decimal sign: the one between the names of fields. */
function delimiterOf(header: string): string | undefined {
  return delimiters.find((delimiter) => {
    const fields = new Set(cellsOf(header, delimiter).map(fieldOf));
    return (fields.has("name") || fields.has("id")) && !fields.has(undefined);
  });
}

function cellsOf(line: string, delimiter: string): string[] {
  return Papa.parse<string[]>(line, { delimiter }).data[0] ?? [];
}

function fieldOf(cell: string): FieldName | undefined {
  return fieldNames.find((name) => name.toLowerCase() === cell.trim().toLowerCase());
}

function writeCell(wish: ListedWish, name: FieldName): string {
  return wish[name] === undefined ? "" : guard(writeValue(wishFields[name].kind, wish[name]));
}

function readCell(name: FieldName, cell: string): unknown {
  const text = unguard(cell);
  const { kind } = wishFields[name];
  return readValue(kind, kind === "amount" ? withDecimalPoint(text) : text);
}

/** `39,90 €` is what a German Excel makes of a price. */
function withDecimalPoint(price: string): string {
  return price.replace(/^(\d+),(\d{1,2})(?=\s)/u, "$1.$2").replace(/€$/u, "EUR");
}

function guard(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

function unguard(cell: string): string {
  return guardedFormula.test(cell) ? cell.slice(1) : cell;
}
