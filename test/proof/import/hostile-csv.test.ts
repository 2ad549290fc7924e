import * as fc from "fast-check";
import Papa from "papaparse";
import { expect, it } from "vitest";

import { readCsv, writeCsv } from "../../../cli/files/csv.ts";
import { count } from "../../support/figures.ts";
import { seed } from "../../support/seed.ts";

const rows = 20_000;
const rowsAtATime = 100;

const signs = [
  "=",
  "+",
  "-",
  "@",
  "\t",
  "\r",
  "\n",
  "\r\n",
  "＝",
  "＋",
  "－",
  "＠",
  "'",
  "''",
  '"',
  '""',
  ",",
  ";",
  "|",
];
const formulas = [
  "=1+1",
  "=HYPERLINK(A1)",
  "+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1)",
  "'=1",
  "\uFEFF=1",
  "\u0000",
  "NULL",
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...signs, ...formulas), fc.string({ unit: "binary", maxLength: 3 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(""))
  .filter((joined) => joined !== "");
const table = fc.array(fc.record({ id: text, name: text, description: text, url: text }), {
  minLength: rowsAtATime,
  maxLength: rowsAtATime,
});

/** What a spreadsheet takes for a formula (OWASP, CSV Injection). */
const formula = /^[=+\-@\t\r\n＝＋－＠]/u;

it.for<[string, (csv: string) => string]>([
  ["as they were written", (csv) => csv.slice(1)],
  [
    "after a spreadsheet has saved them in its own way",
    (csv) =>
      Papa.unparse(Papa.parse<string[]>(csv.slice(1), { delimiter: ",", newline: "\n" }).data, {
        delimiter: ";",
        newline: "\r\n",
        quotes: true,
      }),
  ],
])("hostile rows in CSV hold no formula, and are read back %s", ([, save], context) => {
  let cells = 0;
  fc.assert(
    fc.property(table, (wishes) => {
      const csv = writeCsv(wishes);
      const { data } = Papa.parse<string[]>(csv.slice(1), { delimiter: ",", newline: "\n" });
      expect(data.flat().filter((cell) => formula.test(cell))).toEqual([]);
      cells += data.flat().length;
      expect(readCsv(save(csv)).map(({ content }) => content)).toEqual(wishes.map((value) => ({ value })));
    }),
    { seed, numRuns: rows / rowsAtATime },
  );
  count(context, "cells of hostile rows in CSV, none a formula, each read back as it was", cells);
});
