import stringWidth from "string-width";
import { expect, test } from "vitest";

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
  const table = layOutTable(wishes, columns);
  return [table.header, ...table.rows(wishes)].map((line) =>
    typeof line === "string" ? line : line.map((span) => (typeof span === "string" ? span : span.text)).join(""),
  );
}

test.each([20, 40, 60, 80, 140, 300])("fits %i columns without cutting a character in two", (columns) => {
  for (const line of linesAt(columns)) {
    expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(line).not.toMatch(/\p{Surrogate}|\n/u);
  }
});

test("shows fewer columns where there is little room", () => {
  expect(linesAt(40)[0]).toMatch(/^NAME +URL$/u);
  expect(linesAt(60)[0]).toMatch(/^NAME +URL +ADDED$/u);
  expect(linesAt(140)[0]).toMatch(/^NAME +URL +DESCRIPTION +ADDED$/u);
});

test("leaves out a column that nothing fills", () => {
  const table = layOutTable([{ id: "1", name: "Socks" }], 80);
  expect(table.header).toEqual([{ text: "NAME", style: "strong" }]);
});
