import { isValueOf, parseValue } from "./kind-rules.ts";
import type { Field } from "./kinds.ts";

/** One broken rule, in words that a person can act on. */
export interface FieldError {
  field: string;
  message: string;
}

export type Parsed<T> = ({ ok: true } & T) | { ok: false; errors: FieldError[] };

/** The table of a record's fields. */
export interface RecordTable<Name extends string> {
  /** What one record is called, at the beginning of a sentence: `A wish`. */
  called: string;
  fields: Readonly<Record<Name, Field>>;
}

/** Of the name of a field that there is not: it may be anything. */
const longestShown = 40;

/**
 * Checks what a person says about some fields of a record, and reports every broken rule.
 *
 * @returns values in the form that is kept; `undefined` for one that is given and counts as absent
 */
export function parseFields<Name extends string>(
  { called, fields }: RecordTable<Name>,
  value: unknown,
  names: readonly Name[],
  parse: typeof parseValue = parseValue,
) {
  const errors: FieldError[] = [];
  const values: Partial<Record<Name, unknown>> = {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { errors: [{ field: "", message: `${called} is a JSON object.` }], values };
  }
  for (const field of Object.keys(value)) {
    if ((names as readonly string[]).includes(field)) continue;
    errors.push({
      field,
      message: `Unknown field ${JSON.stringify(field.slice(0, longestShown))}. ${called} has ${names.join(", ")}.`,
    });
  }
  for (const name of names) {
    const given = (value as Partial<Record<Name, unknown>>)[name];
    if (given === undefined) continue;
    const fail = (problem: string) => void errors.push({ field: name, message: `${label(name)} ${problem}` });
    values[name] = parse(fields[name], given, fail);
  }
  return { errors, values };
}

/** Takes the fields of a record out of a stored item or an answer; what is not of its kind is left out, as all else is. */
export function pickFieldsOf<Name extends string>({ fields }: RecordTable<Name>, value: object) {
  const picked: Partial<Record<Name, unknown>> = {};
  for (const name of Object.keys(fields) as Name[]) {
    const each = (value as Partial<Record<Name, unknown>>)[name];
    if (isValueOf(fields[name], each)) picked[name] = each;
  }
  return picked;
}

export function withoutAbsent(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The name of a field at the beginning of a sentence. */
export function label(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
