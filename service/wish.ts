import { type Field, isValueOf, parseValue, type Values } from "./kinds.ts";

export type { Kind, Values } from "./kinds.ts";

/**
 * The fields of a wish, in the order in which they are written: an answer's JSON, a line of `wish list` in a pipe.
 *
 * Everything that knows of fields reads this table: the parser, the store, the OpenAPI document, the command line's flags
 * and columns. Scripts rely on the order: a new field goes to the end.
 */
export const wishFields = {
  id: { kind: "line", maxCharacters: 128, setBy: "service", required: true },
  name: { kind: "line", maxCharacters: 200, setBy: "person", required: true },
  url: { kind: "url", maxCharacters: 2048, setBy: "person" },
  description: { kind: "lines", maxCharacters: 2000, setBy: "person" },
  createdAt: { kind: "time", setBy: "service", required: true },
} as const satisfies Record<string, Field>;

type Fields = typeof wishFields;

export type FieldName = keyof Fields;

type NamesWith<Property extends object> = {
  [Name in FieldName]: Fields[Name] extends Property ? Name : never;
}[FieldName];

/** The names of the fields that a person sets. */
export type NewFieldName = NamesWith<{ setBy: "person" }>;

type ValueOf<Name extends FieldName> = Values[Fields[Name]["kind"]];

/** A wish as everybody may read it. */
export type Wish = { [Name in NamesWith<{ required: true }>]: ValueOf<Name> } & {
  [Name in Exclude<FieldName, NamesWith<{ required: true }>>]?: ValueOf<Name>;
};

/** What a person says about a wish; the service adds the rest. */
export type NewWish = Pick<Wish, NewFieldName>;

/** One broken rule, in words that a person can act on. */
export interface FieldError {
  field: string;
  message: string;
}

export type ParsedWish = { ok: true; wish: NewWish } | { ok: false; errors: FieldError[] };

export const fieldNames = Object.keys(wishFields) as FieldName[];

export const newFieldNames = fieldNames.filter((name): name is NewFieldName => wishFields[name].setBy === "person");

/**
 * Checks an unknown value against the rules of a new wish, and puts it into the form that is kept.
 *
 * Text becomes NFC, a line and a url are trimmed, line breaks become `\n`. An empty optional field counts as absent. Every
 * broken rule is reported, not only the first. Accepting what it returned once more changes nothing.
 */
export function parseNewWish(value: unknown): ParsedWish {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, errors: [{ field: "", message: "A wish is a JSON object." }] };
  }
  const input = value as Record<string, unknown>;
  const errors: FieldError[] = Object.keys(input)
    .filter((field) => !(newFieldNames as string[]).includes(field))
    .map((field) => ({ field, message: `Unknown field. A wish has ${newFieldNames.join(", ")}.` }));
  const wish: Record<string, unknown> = {};
  for (const name of newFieldNames) {
    const field: Field = wishFields[name];
    const given = input[name];
    const known = errors.length;
    const fail = (problem: string) => void errors.push({ field: name, message: `${label(name)} ${problem}` });
    const parsed = given === undefined ? undefined : parseValue(field, given, fail);
    if (parsed !== undefined) wish[name] = parsed;
    else if (field.required && errors.length === known)
      fail(given === undefined ? "is required." : "must not be empty.");
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, wish: wish as NewWish };
}

/** Takes the fields of a wish out of a stored item or an answer; what is not of its kind is left out, as all else is. */
export function pickFields(value: object): Partial<Wish> {
  const picked: Record<string, unknown> = {};
  for (const name of fieldNames) {
    const each = (value as Record<string, unknown>)[name];
    if (isValueOf(wishFields[name], each)) picked[name] = each;
  }
  return picked;
}

/** Tells whether two wishes say the same, whoever added them and whenever. */
export function sameWish(one: NewWish, other: NewWish): boolean {
  // Values in the form that is kept have one spelling each.
  return newFieldNames.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}

function label(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
