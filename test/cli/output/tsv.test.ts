import * as fc from "fast-check";
import { expect, it } from "vitest";

import { isTsvLine, parseTsvLine, tsvLine } from "../../../cli/output/tsv.ts";

const text = fc.string({ unit: "binary", minLength: 1 });
const word = fc.stringMatching(/^[a-z0-9-]+$/u);
const wish = fc.record(
  {
    id: text,
    name: text,
    url: text,
    description: text,
    createdAt: text,
    price: fc.record({ amount: fc.constantFrom("0", "39.90"), currency: fc.constantFrom("EUR", "JPY") }),
    priority: fc.constantFrom("high", "low"),
    quantity: fc.nat(),
    tags: fc.array(word, { minLength: 1 }),
    status: fc.constantFrom("wanted", "got"),
    updatedAt: text,
    version: fc.nat(),
    list: word,
  },
  { requiredKeys: ["id", "name"] },
);

it("loses nothing: every line reads back as the values it was made of", () => {
  fc.assert(
    fc.property(wish, (wish) => {
      const line = tsvLine(wish);
      expect(line).not.toMatch(/[\n\r]/u);
      expect(isTsvLine(line)).toBe(true);
      expect(parseTsvLine(line)).toEqual(wish);
    }),
  );
});

it("leaves an absent value empty, and reads it back as absent", () => {
  expect(tsvLine({ id: "1", name: "Tea" })).toBe("1\tTea\t\t\t\t\t\t\t\t\t\t\t");
  expect(parseTsvLine("1\tTea\t\t\t\t\t\t\t\t\t\t\t")).toEqual({ id: "1", name: "Tea" });
});

it("reads a line that was printed before there were the last fields", () => {
  expect(isTsvLine("1\tTea\thttps://example.com/tea\t\t")).toBe(true);
  expect(parseTsvLine("1\tTea\thttps://example.com/tea\t\t")).toEqual({
    id: "1",
    name: "Tea",
    url: "https://example.com/tea",
  });
});

it.each(["1\tTea", `1\tTea${"\t".repeat(12)}`, "1\tT\\ea\t\t\t", "1\tTea\\\t\t\t"])("does not guess at %j", (line) => {
  expect(parseTsvLine(line)).toBeUndefined();
});
