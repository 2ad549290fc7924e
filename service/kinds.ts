/** A price in the way it is kept: a decimal text, exact at any size, and the code of its currency (ISO 4217). */
export interface Amount {
  amount: string;
  currency: string;
}

/** What a value of each kind of field looks like in JSON and in the store. */
export interface Values {
  /** Text of one line. */
  line: string;
  /** Text that may hold line breaks and tabs. */
  lines: string;
  /** A complete http or https address. */
  url: string;
  amount: Amount;
  /** One of a few words. */
  choice: string;
  /** A whole number. */
  count: number;
  /** Words of letters, digits and hyphens: in lower case, sorted, each once. */
  words: string[];
  /** A name that can stand in an address as it is: small letters, digits and hyphens. */
  slug: string;
  /** ISO 8601, UTC, with milliseconds. */
  time: string;
  /** A day without a time (ISO 8601): `2027-03-03`. */
  day: string;
  /** Whether it is so; what is not so is absent. */
  mark: true;
}

export type Kind = keyof Values;

/** What can be said of a field of each kind. Characters are Unicode code points. */
export interface Limits {
  line: { maxCharacters: number };
  lines: { maxCharacters: number };
  url: { maxCharacters: number };
  amount: object;
  choice: { choices: readonly string[] };
  count: { min: number; max: number };
  words: { maxWords: number; maxCharacters: number };
  slug: { maxCharacters: number };
  time: object;
  day: object;
  mark: object;
}

/**
 * Who sets a field: a person on adding and changing, a person on changing only, or the service, which takes it from a
 * person who adds with `service_or_adding`.
 */
type SetBy = "person" | "change" | "service" | "service_or_adding";

/**
 * A field of a record: its kind with the limits of that kind, who sets it, whether it is always there, and what the
 * service puts there when nobody has said anything.
 */
export type Field = { [K in Kind]: { kind: K; setBy: SetBy; required?: true; default?: Values[K] } & Limits[K] }[Kind];
