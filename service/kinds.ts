import {
  checkLength,
  checkUrl,
  controlCharacter,
  controlInLines,
  type Fail,
  isText,
  lineBreak,
  nothingToSee,
  readText,
} from "./text.ts";

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
  /** ISO 8601, UTC, with milliseconds. */
  time: string;
}

export type Kind = keyof Values;

/** What can be said of a field of each kind. Characters are Unicode code points. */
interface Limits {
  line: { maxCharacters: number };
  lines: { maxCharacters: number };
  url: { maxCharacters: number };
  amount: object;
  choice: { choices: readonly string[] };
  count: { min: number; max: number };
  words: { maxWords: number; maxCharacters: number };
  time: object;
}

/**
 * Who sets a field: a person on adding and changing, a person on changing only, or the service, which takes it from a
 * person who adds with `service_or_adding`.
 */
type SetBy = "person" | "change" | "service" | "service_or_adding";

/** A field of a record: its kind with the limits of that kind, who sets it, and whether it is always there. */
export type Field = { [K in Kind]: { kind: K; setBy: SetBy; required?: true } & Limits[K] }[Kind];

interface Rules<K extends Kind> {
  isValue: (value: unknown) => boolean;
  /** Gives the form that is kept, or `undefined` for what counts as absent; reports each broken rule. */
  parse: (value: unknown, limits: Limits[K], fail: Fail) => Values[K] | undefined;
}

const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u;

const rules: { [K in Kind]: Rules<K> } = {
  line: {
    isValue: isText,
    parse(value, { maxCharacters }, fail) {
      const text = readText(value, fail)?.trim();
      if (!text) return undefined;
      if (lineBreak.test(text)) fail("must be one line.");
      else if (controlCharacter.test(text)) fail("must not hold control characters.");
      else if (nothingToSee.test(text)) fail("must hold a character that can be seen.");
      checkLength(text, maxCharacters, fail);
      return text;
    },
  },
  lines: {
    isValue: isText,
    parse(value, { maxCharacters }, fail) {
      const text = readText(value, fail)?.replace(/\r\n?/gu, "\n");
      if (!text) return undefined;
      if (controlInLines.test(text)) fail("must not hold control characters.");
      checkLength(text, maxCharacters, fail);
      return nothingToSee.test(text) ? undefined : text;
    },
  },
  url: {
    isValue: isText,
    parse(value, { maxCharacters }, fail) {
      const text = readText(value, fail)?.trim();
      if (!text) return undefined;
      checkLength(text, maxCharacters, fail);
      checkUrl(text, fail);
      return text;
    },
  },
  amount: {
    isValue: (value) => {
      const { amount, currency } = membersOf(value);
      return isText(amount) && isText(currency);
    },
    parse(value, _limits, fail) {
      const { amount, currency, ...others } = membersOf(value);
      if (!isText(amount) || !isText(currency) || Object.keys(others).length > 0) {
        return fail('must be an amount with its currency, such as 39.90 EUR: {"amount":"39.90","currency":"EUR"}.');
      }
      if (!Intl.supportedValuesOf("currency").includes(currency)) {
        return fail("must be in a currency of ISO 4217, such as EUR.");
      }
      const format = new Intl.NumberFormat("en", { style: "currency", currency });
      const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
      const number = /^\d{1,15}(?:\.(\d+))?$/u.exec(amount);
      if (!number) return fail('must be a number such as "39.90".');
      if (number[1] && number[1].length > digits) {
        return fail(`must have at most ${digits} digits after the point in ${currency}.`);
      }
      return { amount, currency };
    },
  },
  choice: {
    isValue: isText,
    parse(value, { choices }, fail) {
      return choices.find((each) => each === value) ?? fail(`must be one of ${choices.join(", ")}.`);
    },
  },
  count: {
    isValue: Number.isInteger,
    parse(value, { min, max }, fail) {
      if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
      return fail(`must be a whole number from ${min} to ${max}.`);
    },
  },
  words: {
    isValue: isTextList,
    parse(value, { maxWords, maxCharacters }, fail) {
      if (!isTextList(value)) return fail("must be a list of words.");
      // Small letters can compose where their capitals do not: T and a diaeresis.
      const words = [...new Set(value.map((word) => word.toLowerCase().normalize("NFC")))].toSorted();
      const isWord = (word: string) => /^[\p{L}\p{M}\p{N}-]+$/u.test(word) && Array.from(word).length <= maxCharacters;
      if (!words.every(isWord)) fail(`must hold words of 1 to ${maxCharacters} letters, digits or hyphens.`);
      if (words.length > maxWords) fail(`must not hold more than ${maxWords} words.`);
      return words.length === 0 ? undefined : words;
    },
  },
  time: {
    isValue: isText,
    parse(value, _limits, fail) {
      if (isText(value) && timePattern.test(value) && !Number.isNaN(Date.parse(value))) return value;
      return fail("must be a time such as 2026-11-22T10:00:00.000Z.");
    },
  },
};

/** Tells whether a value has the form of a field's kind; its limits are not looked at. */
export function isValueOf({ kind }: Field, value: unknown): boolean {
  return rules[kind].isValue(value);
}

/** Checks a value by the rules of a field, and gives the form that is kept; `undefined` where it counts as absent. */
export function parseValue(field: Field, value: unknown, fail: Fail): Values[Kind] | undefined {
  const { parse } = rules[field.kind] as Rules<Kind>;
  return parse(value, field, fail);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
