import { type Command, Option } from "commander";

import type { Context } from "../context.ts";
import { examples, type OpenContext, parsePositiveInteger } from "../declaration.ts";
import type * as Formats from "../output/wish-formats.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export interface ListOptions {
  /** All wishes when absent. */
  limit?: number;
  json?: boolean;
  ndjson?: boolean;
}

export function declareList(program: Command, openContext: OpenContext): void {
  program
    .command("list")
    .description("Show the wish list, newest first. Needs no sign-in.")
    .addHelpText(
      "before",
      examples(["wish list", "wish list --limit 10", "wish list --json | jq length", "wish list | cut -f2"]),
    )
    .addHelpText(
      "after",
      "\nIn a pipe, each line is: id, name, url, description, createdAt; tab-separated, \\t \\n \\r \\\\ escaped.",
    )
    .option("-n, --limit <count>", "show so many at most", parsePositiveInteger)
    .option("--json", "one JSON array")
    .addOption(new Option("--ndjson", "one JSON object a line").conflicts("json"))
    .action(async (options: ListOptions, command: Command) => {
      await runList(await openContext(command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** Prints the wishes of an API, page by page as they come. */
export async function runList({ settings, output, send }: Context, options: ListOptions): Promise<void> {
  const [{ listWishes }, formats] = await Promise.all([
    import("../api/list-wishes.ts"),
    import("../output/wish-formats.ts"),
  ]);
  let isCut = false;
  let isEmpty = true;
  async function* wishes() {
    for await (const page of listWishes(send, requireApiUrl(settings), options.limit)) {
      isCut = page.isCut;
      isEmpty &&= page.wishes.length === 0;
      yield page.wishes;
    }
  }
  const format = chooseFormat(formats, options, output.columns);
  for await (const lines of format(wishes())) await output.print(lines);
  if (isCut) output.note([`Shown: the first ${options.limit}. There are more; leave out --limit to see all.`]);
  if (isEmpty && format !== formats.asJson) output.note(["The wish list is empty."]);
}

function chooseFormat(formats: typeof Formats, { json, ndjson }: ListOptions, columns: number | undefined) {
  if (json) return formats.asJson;
  if (ndjson) return formats.asNdjson;
  return columns === undefined ? formats.asTsv : formats.asTable(columns);
}
