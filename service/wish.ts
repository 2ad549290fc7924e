import { label, parseFields, type Parsed, pickFieldsOf, withoutAbsent } from "./fields.ts";
import { parseValue } from "./kind-rules.ts";
import type { Field, Values } from "./kinds.ts";

export type { FieldError, Parsed } from "./fields.ts";
export type { Kind, Values } from "./kinds.ts";
export { webAddress } from "./text.ts";

/** The list that is always there. */
export const defaultList = "default";

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
  createdAt: { kind: "time", setBy: "service_or_adding", required: true },
  price: { kind: "amount", setBy: "person" },
  priority: { kind: "choice", choices: ["high", "low"], setBy: "person" },
  quantity: { kind: "count", min: 1, max: 999, setBy: "person" },
  tags: { kind: "words", maxWords: 10, maxCharacters: 32, setBy: "person" },
  status: { kind: "choice", choices: ["wanted", "got"], setBy: "change", required: true },
  updatedAt: { kind: "time", setBy: "service", required: true },
  version: { kind: "count", min: 1, max: Number.MAX_SAFE_INTEGER, setBy: "service", required: true },
  list: { kind: "slug", maxCharacters: 32, setBy: "person", required: true, default: defaultList },
} as const satisfies Record<string, Field>;

type Fields = typeof wishFields;

export type FieldName = keyof Fields;

type NamesWith<Property extends object> = {
  [Name in FieldName]: Fields[Name] extends Property ? Name : never;
}[FieldName];

/** The names of the fields that a person sets and changes. */
export type NewFieldName = NamesWith<{ setBy: "person" }>;

/** The names of the fields that a change can say something about. */
export type ChangedFieldName = NamesWith<{ setBy: "person" | "change" }>;

type ValueOf<Name extends FieldName> = Fields[Name] extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Values[Fields[Name]["kind"]];

/** A wish as everybody may read it. */
export type Wish = { [Name in NamesWith<{ required: true }>]: ValueOf<Name> } & {
  [Name in Exclude<FieldName, NamesWith<{ required: true }>>]?: ValueOf<Name>;
};

export type Status = Wish["status"];

type NamesToSay = NamesWith<{ default: string }> | NamesWith<{ setBy: "service_or_adding" }>;

/** What a person says about a wish, and where it is a copy, when that was; the service adds the rest. */
export type NewWish = Pick<Wish, Exclude<NewFieldName, NamesToSay>> & Partial<Pick<Wish, NamesToSay>>;

/** What a person changes about a wish: fields that get another value, and fields that are taken away. */
export interface WishChange {
  set: Partial<Pick<Wish, ChangedFieldName>>;
  clear: readonly NewFieldName[];
}

const table = { called: "A wish", fields: wishFields };

export const fieldNames = Object.keys(wishFields) as FieldName[];

const namesSetBy = (...who: Field["setBy"][]) => fieldNames.filter((name) => who.includes(wishFields[name].setBy));

export const newFieldNames = namesSetBy("person") as NewFieldName[];

/** What a new wish can say. */
export const addedNames = namesSetBy("person", "service_or_adding") as (keyof NewWish)[];
/** What a change can say. */
export const changedNames = namesSetBy("person", "change") as ChangedFieldName[];

/**
 * Checks an unknown value against the rules of a new wish, and puts it into the form that is kept.
 *
 * Text becomes NFC, a line and a url are trimmed, line breaks become `\n`. An empty optional field counts as absent. Every
 * broken rule is reported, not only the first. Accepting what it returned once more changes nothing.
 */
export function parseNewWish(value: unknown): Parsed<{ wish: NewWish }> {
  const { errors, values } = parseFields(table, value, addedNames);
  const isMissing = (name: NewFieldName) => isToBeGiven(name) && values[name] === undefined;
  for (const name of newFieldNames.filter(isMissing)) {
    if (errors.some(({ field }) => field === name || field === "")) continue;
    errors.push({ field: name, message: `${label(name)} ${name in values ? "must not be empty." : "is required."}` });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, wish: withoutAbsent(values) as NewWish };
}

/**
 * Checks an unknown value against the rules of a change (a merge patch, RFC 7396): `null`, and what would count as absent
 * in a new wish, takes a field away.
 */
export function parseWishChange(value: unknown): Parsed<{ change: WishChange }> {
  const { errors, values } = parseFields(table, value, changedNames, (field, given, fail) =>
    given === null ? undefined : parseValue(field, given, fail),
  );
  const hasFailed = (name: string) => errors.some(({ field }) => field === name);
  const clear = changedNames.filter((name) => name in values && values[name] === undefined && !hasFailed(name));
  errors.push(
    ...clear.filter(isRequired).map((name) => ({ field: name, message: `${label(name)} must not be empty.` })),
  );
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, change: { set: withoutAbsent(values), clear: clear as NewFieldName[] } };
}

function isRequired(name: FieldName): boolean {
  return "required" in wishFields[name];
}

/** Whether a person who adds a wish has to say it. */
export function isToBeGiven(name: NewFieldName): boolean {
  return isRequired(name) && !("default" in wishFields[name]);
}

/** Whether a list can be called that. */
export function isListName(text: string): boolean {
  let isName = true;
  parseValue(wishFields.list, text, () => void (isName = false));
  return isName;
}

/** Takes the fields of a wish out of a stored item or an answer; what is not of its kind is left out, as all else is. */
export function pickFields(value: object): Partial<Wish> {
  return pickFieldsOf(table, value) as Partial<Wish>;
}

/** Tells whether two wishes say the same, whoever added them and whenever. */
export function sameWish(one: NewWish, other: NewWish): boolean {
  // Values in the form that is kept have one spelling each.
  return newFieldNames.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}
