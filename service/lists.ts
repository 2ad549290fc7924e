import { parseFields, type Parsed, pickFieldsOf, withoutAbsent } from "./fields.ts";
import type { Field, Values } from "./kinds.ts";
import { wishFields } from "./wish.ts";

/**
 * The fields of a list, in the order in which they are written. Parser, store, OpenAPI document and command line read
 * this table, as they do that of a wish.
 */
export const listFields = {
  name: { kind: "slug", maxCharacters: wishFields.list.maxCharacters, setBy: "service", required: true },
  title: { kind: "line", maxCharacters: 200, setBy: "person" },
  description: { kind: "lines", maxCharacters: 1000, setBy: "person" },
  /** The occasion. */
  date: { kind: "day", setBy: "person" },
  unlisted: { kind: "mark", setBy: "person" },
  createdAt: { kind: "time", setBy: "service", required: true },
  updatedAt: { kind: "time", setBy: "service", required: true },
  version: { kind: "count", min: 1, max: Number.MAX_SAFE_INTEGER, setBy: "service", required: true },
} as const satisfies Record<string, Field>;

type Fields = typeof listFields;

export type ListFieldName = keyof Fields;

type NamesWith<Property extends object> = {
  [Name in ListFieldName]: Fields[Name] extends Property ? Name : never;
}[ListFieldName];

/** The names of the fields that a person sets. */
export type NewListFieldName = NamesWith<{ setBy: "person" }>;

/** A list as everybody may read it. */
export type List = { [Name in NamesWith<{ required: true }>]: Values[Fields[Name]["kind"]] } & {
  [Name in Exclude<ListFieldName, NamesWith<{ required: true }>>]?: Values[Fields[Name]["kind"]];
};

/** What a person says about a list. */
export type NewList = Pick<List, NewListFieldName>;

const table = { called: "A list", fields: listFields };

export const listFieldNames = Object.keys(listFields) as ListFieldName[];

export const newListFieldNames = listFieldNames.filter(
  (name) => listFields[name].setBy === "person",
) as NewListFieldName[];

/** 130 bits, in the form of an id. */
const unguessableName = /^[0-9a-hjkmnp-tv-z]{26}$/u;

/** Checks what is said about a list of this name, and puts it into the form that is kept; reports every broken rule. */
export function parseNewList(name: string, value: unknown): Parsed<{ list: NewList }> {
  const { errors, values } = parseFields(table, value, newListFieldNames);
  if (values.unlisted && !unguessableName.test(name)) {
    const message = "Unlisted lists have a name that nobody can guess: 26 random characters of Crockford's base32.";
    errors.push({ field: "unlisted", message });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, list: withoutAbsent(values) };
}

/** Takes the fields of a list out of a stored item or an answer; what is not of its kind is left out, as all else is. */
export function pickListFields(value: object): Partial<List> {
  return pickFieldsOf(table, value) as Partial<List>;
}
