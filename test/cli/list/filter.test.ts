import { expect, it } from "vitest";

import { createMatcher, fold } from "../../../cli/list/filter.ts";

it.each([
  ["Café", "cafe"],
  ["cafe\u0301", "CAFÉ"],
  ["Straße", "STRASSE"],
  ["ΟΔΟΣ", "οδός"],
  ["İstanbul", "istanbul"],
])("makes no difference between %s and %s", (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it("finds each word in any text of a wish, but no word across two of them", () => {
  const wish = { id: "1", name: "A bicycle", url: "https://example.com/red", description: "fast", tags: ["sport"] };
  const isFound = (...words: string[]) => createMatcher({ words, tags: [], maxPrice: undefined })(wish);
  expect(isFound("sport", "FAST", "cycle", "example.com/red")).toBe(true);
  expect(isFound("sport", "slow")).toBe(false);
  expect(isFound("bicyclefast")).toBe(false);
});

const withPrice = (amount: string, currency: string) => ({ id: "1", name: "Tea", price: { amount, currency } });

it("leaves out a wish whose price is unknown, in another currency, or no number", () => {
  const matches = createMatcher({ words: [], tags: [], maxPrice: { amount: "50", currency: "EUR" } });
  expect(matches(withPrice("50.00", "EUR"))).toBe(true);
  expect(matches({ id: "1", name: "Tea" })).toBe(false);
  expect(matches(withPrice("1", "USD"))).toBe(false);
  expect(matches(withPrice("cheap", "EUR"))).toBe(false);
});
