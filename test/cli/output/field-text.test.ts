import { expect, it } from "vitest";

import { readValue, writeValue } from "../../../cli/output/field-text.ts";
import type { Kind, Values } from "../../../service/wish.ts";

it.each<{ [K in Kind]: [kind: K, value: Values[K], text: string] }[Kind]>([
  ["line", "Tea", "Tea"],
  ["amount", { amount: "39.90", currency: "EUR" }, "39.90 EUR"],
  ["count", 3, "3"],
  ["words", ["red", "sport"], "red,sport"],
  ["choice", "high", "high"],
])("writes a value of the kind %s as one text, and reads it back", (kind, value, text) => {
  expect(writeValue(kind, value)).toBe(text);
  expect(readValue(kind, text)).toEqual(value);
});

it.each<[Kind, string, unknown]>([
  ["amount", " 39.90   EUR ", { amount: "39.90", currency: "EUR" }],
  ["amount", "39.90 EUR or so", "39.90 EUR or so"],
  ["amount", "39.90", { amount: "39.90", currency: undefined }],
  ["count", "many", "many"],
  ["words", "red, sport", ["red", "sport"]],
])("leaves what is wrong with a text of the kind %s to the rules: %j", (kind, text, value) => {
  expect(readValue(kind, text)).toEqual(value);
});
