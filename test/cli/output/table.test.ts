import stringWidth from "string-width";
import { expect, it } from "vitest";

import type { Span } from "../../../cli/output/output.ts";
import { layOutTable } from "../../../cli/output/table.ts";

const wishes = [
  { id: "1", name: "A bicycle", url: `https://example.com/${"x".repeat(100)}`, createdAt: "2026-11-22T14:00:00.000Z" },
  {
    id: "2",
    name: "お茶".repeat(60),
    description: "first\nsecond ".repeat(100),
    createdAt: "2026-11-21T09:00:00.000Z",
  },
  { id: "3", name: "👨‍👩‍👧".repeat(60) },
];

function linesAt(columns: number): string[] {
  const table = layOutTable(wishes, columns, false);
  return [table.header, ...table.rows(wishes)].map((line) =>
    typeof line === "string" ? line : line.map((span) => (typeof span === "string" ? span : span.text)).join(""),
  );
}

it.each([20, 40, 60, 80, 140, 300])("fits %i columns without cutting a character in two", (columns) => {
  for (const line of linesAt(columns)) {
    expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(line).not.toMatch(/\p{Surrogate}|\n/u);
  }
});

it("shows fewer columns where there is little room", () => {
  expect(linesAt(40)[0]).toMatch(/^NAME +URL$/u);
  expect(linesAt(60)[0]).toMatch(/^NAME +URL +ADDED$/u);
  expect(linesAt(140)[0]).toMatch(/^NAME +URL +DESCRIPTION +ADDED$/u);
});

it("leaves out a column that nothing fills", () => {
  const table = layOutTable([{ id: "1", name: "Socks" }], 80, false);
  expect(table.header).toEqual([{ text: "NAME", style: "strong" }]);
});

it("makes a url a link to all of it, and to the web only", () => {
  const [first, second] = layOutTable(
    [
      { id: "1", name: "Kite", url: "https://example.com/\u001B\\\u202E/kites?colour=red" },
      { id: "2", name: "Book", url: "javascript:alert(1)" },
    ],
    40,
    true,
  ).rows([
    { id: "1", name: "Kite", url: `https://example.com/${"\u001B\u202E".repeat(20)}` },
    { id: "2", name: "Book", url: "javascript:alert(1)" },
  ]);
  const spans = first as readonly Span[];
  expect(spans[2]).toMatchObject({ text: expect.stringMatching(/^https:\/\/example\.com\/.*…$/u) });
  expect((spans[2] as { link: URL }).link.href).toBe(`https://example.com/${"%1B%E2%80%AE".repeat(20)}`);
  expect(second).toEqual(["Book", expect.stringMatching(/^ +$/u), "javascript:alert(1)", ""]);
});

it("reads no more of a text than a terminal can show", () => {
  const hostile = [
    // What takes longest to measure: signs that belong together and have no width.
    `🏴${"\u{E0067}".repeat(1999)}`,
    `a${"\u0301".repeat(99_999)}`,
    "👩🏽‍❤️‍💋‍👨🏿".repeat(7000),
  ].flatMap((description, n) =>
    Array.from({ length: 300 }, (_, index) => ({ id: `${n}-${index}`, name: "Flag", url: "x", description })),
  );
  const rows = layOutTable(hostile, 140, false).rows(hostile);
  for (const row of rows) expect(stringWidth((row as string[]).join(""))).toBeLessThanOrEqual(140);
  expect((rows[300] as string[]).join("")).toMatch(/a\u0301+…$/u);
});
