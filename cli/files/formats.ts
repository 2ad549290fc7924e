import { fieldNames } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";

type Write = (wishes: readonly ListedWish[]) => string | Promise<string>;

/** The forms of a file of wishes, with what writes each; without the last line end. */
const writers = {
  json: async () => (wishes) => (wishes.length === 0 ? "[]" : `[\n${wishes.map(toJson).join(",\n")}\n]`),
  ndjson: async () => (wishes) => wishes.map(toJson).join("\n"),
  csv: async () => (await import("./csv.ts")).writeCsv,
  markdown: async () => (await import("./markup.ts")).writeMarkdown,
  html: async () => (await import("./markup.ts")).writeHtml,
  netscape: async () => (await import("./markup.ts")).writeBookmarks,
} satisfies Record<string, () => Promise<Write>>;

export type ExportFormat = keyof typeof writers;

/** The forms that a file of wishes is read in: `tsv` is what `wish list` prints into a pipe. */
export const inputFormats = ["json", "ndjson", "csv", "tsv", "netscape", "text"] as const;

export type InputFormatName = (typeof inputFormats)[number];

export const exportFormats = Object.keys(writers) as ExportFormat[];

/**
 * Writes wishes as a file that is the same whenever the wishes are: sorted by id, fields always in the same order.
 *
 * A comparison of two such files, as git makes it, shows what has changed and nothing else.
 */
export async function writeFile(wishes: readonly ListedWish[], format: ExportFormat): Promise<string> {
  const write: Write = await writers[format]();
  return write(wishes.toSorted((one, other) => (one.id < other.id ? -1 : 1)));
}

/** The API decides in which order an answer has its members. */
function toJson(wish: ListedWish): string {
  const { price } = wish;
  const stable = { ...wish, ...(price && { price: { amount: price.amount, currency: price.currency } }) };
  return JSON.stringify(Object.fromEntries(fieldNames.map((name) => [name, stable[name]])));
}
