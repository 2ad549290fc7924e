import * as fc from "fast-check";
import { expect, test } from "vitest";

import { tsvColumns, tsvLine } from "../../../cli/output/tsv.ts";

const escaped: Record<string, string> = { "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\" };
const text = fc.string({ unit: "binary" });

test("loses nothing: every line splits back into the values it was made of", () => {
  fc.assert(
    fc.property(fc.record({ id: text, name: text, url: text, description: text, createdAt: text }), (wish) => {
      const line = tsvLine(wish);
      const values = line.split("\t").map((value) => value.replace(/\\[tnr\\]/gu, (pair) => escaped[pair]!));
      expect(values).toEqual(tsvColumns.map((column) => wish[column]));
      expect(line).not.toMatch(/[\n\r]/u);
    }),
  );
});

test("leaves an absent value empty", () => {
  expect(tsvLine({ id: "1", name: "Tea" })).toBe("1\tTea\t\t\t");
});
