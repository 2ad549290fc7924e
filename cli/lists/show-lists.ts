import type { Context } from "../context.ts";
import { rememberLists } from "../list/recent-wishes.ts";
import type { Line } from "../output/output.ts";
import { tsvOf } from "../output/tsv.ts";
import { requireApiUrl } from "../settings.ts";
import { readLists, type ShownList } from "./read-lists.ts";

/** Prints all lists: as a table on a terminal, as tab-separated name, title and date in a pipe, or as JSON. */
export async function showLists(context: Context, asJson: boolean): Promise<void> {
  const { settings, output, api } = context;
  const lists = await readLists(api(requireApiUrl(settings)));
  rememberLists(lists, settings.cacheFolder);
  if (asJson) {
    await output.print([`[${lists.map((list) => JSON.stringify(list)).join(",\n")}]`]);
  } else if (output.columns === undefined) {
    await output.print(lists.map(({ name, title = "", date = "" }) => tsvOf([name, title, date])));
  } else {
    await output.print(tableOf(lists));
  }
}

const columns = ["NAME", "DATE"] as const;

/** The title comes last, so that nothing needs to know how wide it is. */
function tableOf(lists: readonly ShownList[]): Line[] {
  const rows = lists.map(({ name, date = "" }) => [name, date] as const);
  const widths = columns.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]!.length)));
  const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index]!)).join("  ");
  return [
    [{ text: `${line(columns)}  TITLE`, style: "faint" }],
    ...lists.map(({ title = "" }, index) => `${line(rows[index]!)}  ${title}`.trimEnd()),
  ];
}
