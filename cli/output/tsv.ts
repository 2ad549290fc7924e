import type { ListedWish } from "../api/list-wishes.ts";
import { type WishField, wishFields } from "./wish-fields.ts";

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };
const escaped: Readonly<Record<string, string>> = { "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\" };

/** One wish as one line of tab-separated values, in the order of {@link wishFields}; an absent value is empty. */
export function tsvLine(wish: ListedWish): string {
  return wishFields.map((field) => (wish[field] ?? "").replace(/[\t\n\r\\]/gu, (sign) => escapes[sign]!)).join("\t");
}

/** Whether a line has as many values as {@link tsvLine} writes. */
export function isTsvLine(line: string): boolean {
  return line.split("\t").length === wishFields.length;
}

/**
 * Reads a line of {@link tsvLine} back; an empty value is an absent one.
 *
 * @returns `undefined` when it is no such line
 */
export function parseTsvLine(line: string): Partial<Record<WishField, string>> | undefined {
  const values = line.split("\t");
  if (values.length !== wishFields.length || values.some(hasUnknownEscape)) return undefined;
  const read = wishFields.map((field, index) => [field, unescape(values[index]!)] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== ""));
}

function hasUnknownEscape(value: string): boolean {
  return !/^(?:[^\\]|\\[tnr\\])*$/u.test(value);
}

function unescape(value: string): string {
  return value.replace(/\\[tnr\\]/gu, (pair) => escaped[pair]!);
}
