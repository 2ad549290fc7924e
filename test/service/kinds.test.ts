import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isValueOf, parseValue } from "../../service/kind-rules.ts";
import type { Field } from "../../service/kinds.ts";

const amount: Field = { kind: "amount", setBy: "person" };
const choice: Field = { kind: "choice", setBy: "person", choices: ["high", "low"] };
const count: Field = { kind: "count", setBy: "person", min: 1, max: 999 };
const words: Field = { kind: "words", setBy: "person", maxWords: 3, maxCharacters: 8 };
const time: Field = { kind: "time", setBy: "person" };
const slug: Field = { kind: "slug", setBy: "person", maxCharacters: 8 };
const day: Field = { kind: "day", setBy: "person" };
const mark: Field = { kind: "mark", setBy: "person" };

function parse(field: Field, value: unknown) {
  const problems: string[] = [];
  const parsed = parseValue(field, value, (problem) => void problems.push(problem));
  return problems.length > 0 ? problems : parsed;
}

describe("a value that is not text", () => {
  it.each<[Field, unknown, unknown]>([
    [amount, { amount: "39.90", currency: "EUR" }, { amount: "39.90", currency: "EUR" }],
    [amount, { amount: "1200", currency: "JPY" }, { amount: "1200", currency: "JPY" }],
    [amount, { amount: "9007199254740.99", currency: "USD" }, { amount: "9007199254740.99", currency: "USD" }],
    [choice, "low", "low"],
    [count, 999, 999],
    [words, ["Sport", "red", "sport"], ["red", "sport"]],
    [words, ["cafe\u0301"], ["caf\u00e9"]],
    [words, ["T\u0308", "\u1e97"], ["\u1e97"]],
    [time, "2026-11-22T10:00:00.000Z", "2026-11-22T10:00:00.000Z"],
    [slug, "xmas-27", "xmas-27"],
    [day, "2028-02-29", "2028-02-29"],
    [mark, true, true],
  ])("of %j is kept: %j", (field, value, kept) => {
    expect(parse(field, value)).toEqual(kept);
    expect(parse(field, kept)).toEqual(kept);
    expect(isValueOf(field, kept)).toBe(true);
  });

  it.each<[Field, unknown]>([
    [words, []],
    [day, ""],
    [mark, false],
  ])("counts as absent where nothing is in it: %j", (field, value) => {
    expect(parse(field, value)).toBeUndefined();
  });

  it.each<[Field, unknown, string]>([
    [
      amount,
      "39.90 EUR",
      'must be an amount with its currency, such as 39.90 EUR: {"amount":"39.90","currency":"EUR"}.',
    ],
    [amount, { amount: 39.9, currency: "EUR" }, "must be an amount with its currency"],
    [amount, { amount: "1", currency: "EUR", tax: "0" }, "must be an amount with its currency"],
    [amount, { amount: "1", currency: "ZZZ" }, "must be in a currency of ISO 4217, such as EUR."],
    [amount, { amount: "-1", currency: "EUR" }, 'must be a number such as "39.90".'],
    [amount, { amount: "1e3", currency: "EUR" }, 'must be a number such as "39.90".'],
    [amount, { amount: "1.5", currency: "JPY" }, "must have at most 0 digits after the point in JPY."],
    [choice, "medium", "must be one of high, low."],
    [count, 0, "must be a whole number from 1 to 999."],
    [count, 1.5, "must be a whole number from 1 to 999."],
    [count, "3", "must be a whole number from 1 to 999."],
    [words, "sport", "must be a list of words."],
    [words, ["two words"], "must hold words of 1 to 8 letters, digits or hyphens."],
    [words, [""], "must hold words of 1 to 8 letters, digits or hyphens."],
    [words, ["verylongword"], "must hold words of 1 to 8 letters, digits or hyphens."],
    [words, ["a", "b", "c", "d"], "must not hold more than 3 words."],
    [time, "2026-11-22T10:00:00Z", "must be a time such as 2026-11-22T10:00:00.000Z."],
    [time, "2026-13-22T10:00:00.000Z", "must be a time such as 2026-11-22T10:00:00.000Z."],
  ])("of %j is refused: %j", (field, value, problem) => {
    expect(parse(field, value)).toEqual([expect.stringContaining(problem)]);
  });

  it("never throws, whatever comes", () => {
    for (const field of [amount, choice, count, words, time]) {
      fc.assert(fc.property(fc.anything(), (value) => void parse(field, value)));
    }
  });
});
