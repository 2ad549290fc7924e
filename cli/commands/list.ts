import { type Command, Option } from "commander";

import { type FieldName, fieldNames } from "../../service/wish.ts";
import { listWishes } from "../api/list-wishes.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext, parsePositiveInteger } from "../declaration.ts";
import { parseFields } from "../output/wish-fields.ts";
import { asJson, asNdjson, asTable, asTsv } from "../output/wish-formats.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export interface ListOptions {
  /** All wishes when absent. */
  limit?: number;
  /** `true` is all fields. */
  json?: FieldName[] | true;
  ndjson?: FieldName[] | true;
}

export function declareList(program: Command, openContext: OpenContext): void {
  program
    .command("list")
    .description("Show the wish list, newest first. Needs no sign-in.")
    .addHelpText(
      "before",
      examples([
        "wish list",
        "wish list --limit 10",
        "wish list --json=name,url | jq length",
        "wish list --ndjson > wishes.ndjson",
        "wish list | cut -f2",
      ]),
    )
    .addHelpText(
      "after",
      `\nFields: ${fieldNames.join(", ")}.\nIn a pipe, each line has all of them, tab-separated, \\t \\n \\r \\\\ escaped.`,
    )
    .option("-n, --limit <count>", "show so many at most", parsePositiveInteger)
    .option("--json [fields]", "one JSON array, of these fields only if any are named", parseFields)
    .addOption(new Option("--ndjson [fields]", "one JSON object a line").argParser(parseFields).conflicts("json"))
    .action(async (options: ListOptions, command: Command) => {
      await runList(openContext(command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** Prints the wishes of an API, page by page as they come. */
export async function runList({ settings, output, api }: Context, options: ListOptions): Promise<void> {
  const client = api(requireApiUrl(settings));
  let isCut = false;
  let isEmpty = true;
  async function* wishes() {
    let count = 0;
    for await (const page of listWishes(client, options.limit)) {
      isCut = page.isCut;
      isEmpty &&= page.wishes.length === 0;
      count += 1;
      if (count === 2) await keepYoungSpaceSmall();
      yield page.wishes;
    }
  }
  const format = chooseFormat(options, output.columns);
  for await (const lines of format(wishes())) await output.print(lines);
  if (isCut) output.note([`Shown: the first ${options.limit}. There are more; leave out --limit to see all.`]);
  if (isEmpty && !options.json) output.note(["The wish list is empty."]);
}

function chooseFormat({ json, ndjson }: ListOptions, columns: number | undefined) {
  if (json) return asJson(json === true ? undefined : json);
  if (ndjson) return asNdjson(ndjson === true ? undefined : ndjson);
  return columns === undefined ? asTsv : asTable(columns);
}

/** Otherwise V8 lets the space for young objects grow to 16 MB and more before it looks for what is still needed. */
async function keepYoungSpaceSmall(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--semi-space-growth-factor=1");
}
