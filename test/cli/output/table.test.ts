import stringWidth from "string-width";
import { describe, expect, it } from "vitest";

import type { ListedWish } from "../../../cli/api/answers.ts";
import type { Line, Span } from "../../../cli/output/output.ts";
import { layOutTable, type TableLook } from "../../../cli/output/table.ts";

const plain: TableLook = { lineCells: 80, withLinks: false, uniqueLengthOf: () => 2 };

function textOf(line: Line): string {
  if (typeof line === "string") return line;
  return line.map((span) => (typeof span === "string" ? span : span.text)).join("");
}

function linesAt(lineCells: number | undefined, wishes: ListedWish[]): string[] {
  return layOutTable(wishes, { ...plain, lineCells }).map(textOf);
}

const awkward: ListedWish[] = [
  { id: "1", name: "A bicycle", url: `https://example.com/${"x".repeat(100)}`, createdAt: "2026-11-22T14:00:00.000Z" },
  {
    id: "2",
    name: "お茶".repeat(60),
    description: "first\nsecond ".repeat(100),
    createdAt: "2026-11-21T09:00:00.000Z",
  },
  { id: "3", name: "👨‍👩‍👧".repeat(60) },
  { id: "x".repeat(128), name: "Long id" },
];

it.each([20, 40, 60, 80, 140, 300])("fits %i columns without cutting a character in two", (columns) => {
  for (const line of linesAt(columns, awkward)) {
    expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(line).not.toMatch(/\p{Surrogate}|\n/u);
  }
});

describe("with a wish that has everything", () => {
  const name = "A bicycle with a basket, three gears and lights";
  const full: ListedWish = {
    id: "k3f9c2a7d51e08b46aaaaaaaaa",
    name,
    url: "https://example.com/bicycles/with-a-basket",
    description: "The green one, please, and not the blue one.",
    createdAt: "2026-11-22T14:00:00.000Z",
    price: { amount: "249.00", currency: "EUR" },
    priority: "high",
    quantity: 2,
    tags: ["outdoor", "sport"],
    status: "wanted",
    updatedAt: "2026-11-22T14:00:00.000Z",
    version: 1,
  };
  const titlesAt = (columns: number | undefined) => linesAt(columns, [full])[0]!.split(/\s+/u);

  it("lets columns give way from the right, and cuts the name last", () => {
    const all = ["ID", "NAME", "PRICE", "PRIORITY", "QUANTITY", "ADDED", "TAGS", "URL", "DESCRIPTION"];
    const counts = Array.from({ length: 200 }, (_, columns) => {
      if (columns < 54) return 0;
      expect(linesAt(columns, [full])[1]).toContain(name);
      expect(titlesAt(columns)).toEqual(all.slice(0, titlesAt(columns).length));
      return titlesAt(columns).length;
    });
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect([counts[54], counts[60], counts[80], counts[100], counts[140], counts[199]]).toEqual([2, 2, 4, 6, 8, 9]);
    expect(linesAt(40, [full])[1]).toBe("k3f9  A bicycle with a basket, three ge…");
  });

  it("shows all of it, in any width, when it is wide", () => {
    const [, line] = linesAt(undefined, [full]);
    expect(line).toMatch(/^k3f9c2a7d51e08b46aaaaaaaaa {2}A bicycle.*lights {2}249\.00 EUR {2}wanted {2}high/u);
    expect(line).toMatch(/2026-11-\d\d \d\d:\d\d {2}outdoor,sport {2}https:\S*basket {2}The green.*one\.$/u);
  });

  it("says a status where there is more than one", () => {
    expect(titlesAt(80)).not.toContain("STATUS");
    expect(linesAt(80, [full, { ...full, status: "got" }])[0]).toContain("STATUS");
  });
});

const price = (amount: string, currency: string) => ({ id: "1", name: "Tea", price: { amount, currency } });

it("lines up what costs how much", () => {
  expect(linesAt(80, [price("9.50", "EUR"), price("4000", "JPY")])).toEqual([
    "ID  NAME     PRICE",
    "1   Tea   9.50 EUR",
    "1   Tea   4000 JPY",
  ]);
});

const styled = (strong: string, faint?: string) => [
  { text: strong, style: "strong" },
  ...(faint === undefined ? [] : [{ text: faint, style: "faint" }]),
];

it("shows what tells an id from the others, and no more of it than is needed for four characters", () => {
  const wishes = ["k3f9c2a7", "k3x01234", "zz"].map((id) => ({ id, name: "Tea" }));
  const lengths: Record<string, number> = { k3f9c2a7: 3, k3x01234: 6, zz: 1 };
  const idsAt = (lineCells: number | undefined) =>
    layOutTable(wishes, { ...plain, lineCells, uniqueLengthOf: (id) => lengths[id]! })
      .slice(1)
      .map((line) => (line as readonly Span[]).filter((span) => typeof span === "object"));
  expect(idsAt(80)).toEqual([styled("k3f", "9"), styled("k3x012"), styled("z", "z")]);
  expect(idsAt(undefined)).toEqual([styled("k3f", "9c2a7"), styled("k3x012", "34"), styled("z", "z")]);
});

it("leaves out a column that nothing fills", () => {
  expect(linesAt(80, [{ id: "1", name: "Socks" }])).toEqual(["ID  NAME", "1   Socks"]);
});

it("makes a url a link to all of it, and to the web only", () => {
  const [, first, second] = layOutTable(
    [
      { id: "1", name: "Kite", url: `https://example.com/${"\u001B\u202E".repeat(20)}` },
      { id: "2", name: "Book", url: "javascript:alert(1)" },
    ],
    { ...plain, lineCells: 40, withLinks: true },
  );
  const link = (first as readonly Span[]).find((span) => typeof span === "object" && "link" in span);
  expect(link).toMatchObject({ text: expect.stringMatching(/^https:\/\/example\.com\/.*…$/u) as string });
  expect((link as { link: URL }).link.href).toBe(`https://example.com/${"%1B%E2%80%AE".repeat(20)}`);
  expect(textOf(second!)).toBe("2   Book  javascript:alert(1)");
  expect((second as readonly Span[]).some((span) => typeof span === "object" && "link" in span)).toBe(false);
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
  const lines = linesAt(140, hostile);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(140);
  expect(lines[301]).toMatch(/a\u0301+…$/u);
});
