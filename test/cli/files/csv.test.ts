import { Readable } from "node:stream";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readInput } from "../../../cli/bulk/read-input.ts";
import { readCsv, writeCsv } from "../../../cli/files/csv.ts";

async function read(bytes: Buffer, pieceBytes = bytes.length) {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const source = { stream: Readable.from(pieces), name: "it", sizeBytes: bytes.length };
  const { unit, entries } = await readInput(source, new AbortController().signal, { now: 0 });
  const all: object[] = [];
  for await (const { number, content } of entries) all.push({ number, content });
  return { unit, entries: all };
}

const signs = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'", '"', ",", ";", "\uFEFF", "é", " "];
const text = fc
  .array(fc.oneof(fc.constantFrom(...signs), fc.string({ unit: "grapheme", maxLength: 2 })), { minLength: 1 })
  .map((parts) => parts.join(""))
  .filter((joined) => joined !== "");
const table = fc.array(fc.record({ id: fc.uuid(), name: text, description: text }), { minLength: 1, maxLength: 20 });

describe("wishes as CSV", () => {
  it("are read back as they were, whatever their texts", () => {
    fc.assert(
      fc.property(table, (wishes) => {
        const csv = writeCsv(wishes).slice(1);
        expect(readCsv(csv).map(({ content }) => content)).toEqual(wishes.map((value) => ({ value })));
      }),
      { numRuns: 300 },
    );
  });

  it("have no cell that a spreadsheet takes for a formula", () => {
    fc.assert(
      fc.property(text, (name) => {
        const [, row = ""] = writeCsv([{ id: "1", name }]).split(/\n(.*)/su);
        expect(row.slice(2)).not.toMatch(/^"?[=+\-@\t\r\n＝＋－＠]/u);
      }),
      { numRuns: 1000 },
    );
  });

  it("are read as a German Excel saves them, in its code page and with the euro sign", async () => {
    const lines = ["Price;NAME;tags", '"39,90 €";Fahrradschlo\u00DF;"sport,outdoor"', ";;", '5 EUR;"ein ""Buch""";'];
    const bytes = Buffer.from(lines.join("\r\n").replace("€", "\u0080"), "latin1");
    expect(await read(bytes, 5)).toEqual({
      unit: "Row",
      entries: [
        {
          number: 2,
          content: {
            value: {
              price: { amount: "39.90", currency: "EUR" },
              name: "Fahrradschloß",
              tags: ["sport", "outdoor"],
            },
          },
        },
        { number: 4, content: { value: { price: { amount: "5", currency: "EUR" }, name: 'ein "Buch"' } } },
      ],
    });
  });

  it("may have a byte order mark and one column only", async () => {
    const { entries } = await read(Buffer.from("\uFEFFname\nTea\n"));
    expect(entries).toEqual([{ number: 2, content: { value: { name: "Tea" } } }]);
  });
});
