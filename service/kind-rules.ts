import type { Field, Kind, Limits, Values } from "./kinds.ts";
import {
  checkLength,
  checkUrl,
  controlCharacter,
  controlInLines,
  type Fail,
  isInvisible,
  isText,
  isWord,
  lineBreak,
  readText,
} from "./text.ts";

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
      else if (isInvisible(text)) fail("must hold a character that can be seen.");
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
      return isInvisible(text) ? undefined : text;
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
      const fits = (word: string) => isWord(word) && Array.from(word).length <= maxCharacters;
      if (!words.every(fits)) fail(`must hold words of 1 to ${maxCharacters} letters, digits or hyphens.`);
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
  slug: {
    isValue: isText,
    parse(value, { maxCharacters }, fail) {
      if (isText(value) && /^[a-z0-9-]+$/u.test(value) && value.length <= maxCharacters) return value;
      return fail(`must be 1 to ${maxCharacters} small letters, digits or hyphens.`);
    },
  },
  day: {
    isValue: isText,
    parse(value, _limits, fail) {
      if (value === "") return undefined;
      if (isText(value) && isDay(value)) return value;
      return fail("must be a day such as 2027-03-03.");
    },
  },
  mark: {
    isValue: (value) => value === true,
    parse(value, _limits, fail) {
      if (value === true) return value;
      return value === false ? undefined : fail("must be true or false.");
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

/** Whether there is such a day in the calendar. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00.000Z`);
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
