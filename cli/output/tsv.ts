import { type FieldName, fieldNames, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { readValue, writeValue } from "./field-text.ts";

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };
const escaped: Readonly<Record<string, string>> = { "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\" };

/** As many values as the shortest line had that was ever printed: id, name, url, description and createdAt. */
const fewestValues = 5;

/**
 * One wish as one line of tab-separated values.
 *
 * @param names the fields in their order; all by default, which {@link parseTsvLine} reads back
 * @param absent stands for an absent value; empty by default
 */
export function tsvLine(wish: ListedWish, names: readonly FieldName[] = fieldNames, absent = ""): string {
  const values = names.map((name) =>
    wish[name] === undefined ? absent : writeValue(wishFields[name].kind, wish[name]),
  );
  return tsvOf(values);
}

/** Values as one line, with tabs between them and what would break it escaped. */
export function tsvOf(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\t\n\r\\]/gu, (sign) => escapes[sign]!)).join("\t");
}

/** Whether a line has as many values as {@link tsvLine} writes, or as it wrote before there were the last fields. */
export function isTsvLine(line: string, fewest: number = fewestValues): boolean {
  const count = line.split("\t").length;
  return count >= fewest && count <= fieldNames.length;
}

/**
 * Reads a line of {@link tsvLine} back; an empty value is `undefined`, and one that the line does not reach to is not there.
 *
 * @returns `undefined` when it is no such line
 */
export function parseTsvLine(
  line: string,
  fewest: number = fewestValues,
): Partial<Record<FieldName, unknown>> | undefined {
  const values = line.split("\t");
  if (!isTsvLine(line, fewest) || values.some(hasUnknownEscape)) return undefined;
  const fields = fieldNames.slice(0, values.length).map((name, index) => [name, values[index]] as const);
  return Object.fromEntries(
    fields.map(([name, text]) => [name, text ? readValue(wishFields[name].kind, unescape(text)) : undefined]),
  );
}

function hasUnknownEscape(value: string): boolean {
  return !/^(?:[^\\]|\\[tnr\\])*$/u.test(value);
}

function unescape(value: string): string {
  return value.replace(/\\[tnr\\]/gu, (pair) => escaped[pair]!);
}
