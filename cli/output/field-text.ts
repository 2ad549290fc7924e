import type { Kind, Values } from "../../service/wish.ts";

/** How a value of a kind is written as one text, and what that text stands for when it is read. */
type TextForms = { [K in Kind]: { write: (value: Values[K]) => string; read: (text: string) => unknown } };

const asItIs = { write: (value: string) => value, read: (text: string) => text };

const forms: TextForms = {
  line: asItIs,
  lines: asItIs,
  url: asItIs,
  choice: asItIs,
  slug: asItIs,
  time: asItIs,
  day: asItIs,
  mark: { write: String, read: (text) => (text === "true" ? true : text === "false" ? false : text) },
  amount: {
    write: ({ amount, currency }) => `${amount} ${currency}`,
    read(text) {
      const [amount, currency, ...others] = text.trim().split(/\s+/u);
      return others.length > 0 ? text : { amount, currency };
    },
  },
  count: { write: String, read: (text) => (/^\d+$/u.test(text) ? Number(text) : text) },
  words: { write: (words) => words.join(","), read: (text) => text.split(",").map((word) => word.trim()) },
};

/** Writes the value of a field as one text, as it stands in a flag or in a tab-separated line: `39.90 EUR`. */
export function writeValue<K extends Kind>(kind: K, value: Values[K]): string {
  return forms[kind].write(value);
}

/** Reads what {@link writeValue} writes. What cannot be meant is left to the rules of the field to refuse. */
export function readValue(kind: Kind, text: string): unknown {
  return forms[kind].read(text);
}
