import { Readable } from "node:stream";

import * as fc from "fast-check";
import Papa from "papaparse";
import { expect, it } from "vitest";

import { addAll } from "../../../cli/bulk/bulk-add.ts";
import { planAll } from "../../../cli/bulk/plan.ts";
import { readInput } from "../../../cli/bulk/read-input.ts";
import { type ExportFormat, writeFile } from "../../../cli/files/formats.ts";
import { asJson, asNdjson, asTsv, type WishFormat } from "../../../cli/output/wish-formats.ts";
import { type NewWish, parseNewWish, type Wish } from "../../../service/wish.ts";

const awkward = [
  "\t",
  "\n",
  "\\",
  '"',
  "'",
  ",",
  "\u2028",
  "\u0301",
  "👩‍👩‍👧‍👦",
  "🇸🇪",
  "é",
  "e\u0301",
  "寿司",
  "{",
  "[",
  "\uFEFF",
];
const createdAt = "2026-11-22T14:00:00.000Z";
const text = fc
  .array(fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: "grapheme", maxLength: 3 })), { maxLength: 30 })
  .map((parts) => parts.join(""));

/** Wishes as they can stand on a list: those that the rules let through, in the form that the rules give them. */
const newWish = fc
  .record({
    name: text,
    description: text,
    url: fc.constantFrom("", "https://example.com/ä?q=%22&x=[1]"),
    price: fc.constantFrom(undefined, { amount: "39.90", currency: "EUR" }),
    priority: fc.constantFrom(undefined, "high"),
    quantity: fc.constantFrom(undefined, 2),
    tags: fc.constantFrom([], ["outdoor", "sport"]),
  })
  .map(parseNewWish)
  .filter((parsed) => parsed.ok)
  .map(({ wish }) =>
    Object.assign(wish, { status: "wanted", updatedAt: createdAt, version: 1, list: "xmas" } as const),
  );
const listed = fc.uuid().chain((id) => newWish.map((wish): Wish => Object.assign({ id, createdAt }, wish)));
const pages = fc.array(fc.array(listed, { maxLength: 5 }), { maxLength: 4 });

async function print(format: WishFormat, wishes: Wish[][]): Promise<string> {
  async function* pages() {
    yield* wishes;
  }
  let printed = "";
  for await (const lines of format(pages())) printed += lines.map((line) => `${line as string}\n`).join("");
  return printed;
}

const readKnown = async () => ({ byId: new Map(), duplicates: undefined });

/** Reads it back in pieces of that many bytes, through everything that `wish add --from` does before it sends. */
async function readBack(printed: string, pieceBytes: number): Promise<NewWish[]> {
  const bytes = Buffer.from(printed);
  const count = Math.ceil(bytes.length / pieceBytes);
  const pieces = Array.from({ length: count }, (_, i) => bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes));
  const stop = new AbortController();
  const source = { stream: Readable.from(pieces), name: "The pipe", sizeBytes: undefined };
  const sent: NewWish[] = [];
  const add = async (wish: NewWish) => {
    sent.push(wish);
    return { id: "new" };
  };
  const { entries, unit } = await readInput(source, stop.signal, { now: 0 });
  const tasks = planAll(entries, {
    unit,
    runKey: "run",
    isRepetition: false,
    startedAt: 0,
    lists: { all: undefined, others: "default" },
    show: undefined,
    readKnown,
  });
  for await (const receipt of addAll(tasks, { send: { add, change: async () => ({ name: "" }) }, runKey: "run", stop }))
    expect(receipt.kind).toBe("added");
  return sent;
}

it.each<[string, WishFormat]>([
  ["TSV", asTsv(undefined, undefined)],
  ["NDJSON", asNdjson(undefined)],
  ["JSON", asJson(undefined)],
])("a list printed as %s is read back as the same wishes", async (_, format) => {
  await fc.assert(
    fc.asyncProperty(pages, fc.integer({ min: 1, max: 200 }), async (wishes, pieceBytes) => {
      const expected = wishes
        .flat()
        .map(({ id: _id, status: _status, updatedAt: _at, version: _version, ...wish }) => wish);
      expect(await readBack(await print(format, wishes), pieceBytes)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

/** As LibreOffice and a German Excel save what they have opened: every cell in quotes, other separators and line ends. */
function resave(csv: string): string {
  const { data } = Papa.parse<string[]>(csv.slice(1), { delimiter: ",", newline: "\n" });
  return Papa.unparse(data, { delimiter: ";", newline: "\r\n", quotes: true });
}

it.each<[ExportFormat, string, (text: string) => string]>([
  ["json", "as it is", (text) => `${text}\n`],
  ["ndjson", "as it is", (text) => `${text}\n`],
  ["csv", "as it is", (text) => `${text}\n`],
  ["csv", "saved by a spreadsheet", resave],
])("a list exported as %s is read back as the same wishes, %s", async (format, _, save) => {
  await fc.assert(
    fc.asyncProperty(pages, fc.integer({ min: 1, max: 200 }), async (wishes, pieceBytes) => {
      const expected = wishes
        .flat()
        .toSorted((one, other) => (one.id < other.id ? -1 : 1))
        .map(({ id: _id, status: _status, updatedAt: _at, version: _version, ...wish }) => wish);
      expect(await readBack(save(await writeFile(wishes.flat(), format)), pieceBytes)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
