import { expect, it } from "vitest";

import { readPrice } from "../../../cli/shop/price.ts";

it.each([
  ["39.9", "EUR", "39.90 EUR"],
  [39.9, "eur", "39.90 EUR"],
  [119.99000000000001, "EUR", "119.99 EUR"],
  ["39,90 €", undefined, "39.90 EUR"],
  ["EUR 39,–", undefined, "39.00 EUR"],
  ["ab 1.299,00 €", undefined, "1299.00 EUR"],
  ["1,299.00", "USD", "1299.00 USD"],
  ["1’299.–", "CHF", "1299.00 CHF"],
  ["1 299,00", "€", "1299.00 EUR"],
  ["1.299.000", "EUR", "1299000.00 EUR"],
  ["US $5", undefined, "5.00 USD"],
  ["1,299", "JPY", "1299 JPY"],
  ["1.299", "KWD", "1.299 KWD"],
  ["39.9000", "EUR", "39.90 EUR"],
])("reads %s in %s as %s", (value, currency, expected) => {
  const read = readPrice(value, currency);
  expect(read && "price" in read && `${read.price.amount} ${read.price.currency}`).toBe(expected);
});

it.each([
  ["1.299", "EUR"],
  ["0,299", "EUR"],
  ["1.29.99", "EUR"],
  ["10 – 20", "EUR"],
  ["-5", "EUR"],
  ["5", undefined],
  ["5", "ZZZ"],
  ["0", "EUR"],
])("leaves %s in %s out, and says why", (value, currency) => {
  expect(readPrice(value, currency)).toMatchObject({ doubt: expect.stringContaining(value) as string });
});

it("finds no price in a text without a number", () => {
  expect(readPrice("on request", "EUR")).toBeUndefined();
});
