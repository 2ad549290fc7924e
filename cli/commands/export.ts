import { type Command, Option } from "commander";

import { type Status, webAddress, wishFields } from "../../service/wish.ts";
import { listWishes } from "../api/list-wishes.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type ExportFormat, exportFormats, writeFile } from "../files/formats.ts";
import { readWholeList } from "../list/read-list.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface ExportFlags extends ListChoice {
  format: ExportFormat;
  status: Status | "all";
}

export function declareExport(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples([
        "wish export --status all > wishes.json",
        "wish export --format csv > wishes.csv",
        "wish export --format netscape > bookmarks.html",
      ]),
    )
    .addHelpText("after", aboutFormats)
    .addOption(listFlag())
    .addOption(new Option("--format <format>", "form of the file").choices(exportFormats).default("json"))
    .addOption(
      new Option("--status <status>", "what is wanted, what is there already, or both")
        .choices([...wishFields.status.choices, "all"])
        .default("wanted"),
    )
    .action(async (flags: ExportFlags) => {
      await runExport(openContext(environment, command.optsWithGlobals<GlobalFlags>()), flags);
    });
}

const aboutFormats = `
Wishes are sorted by id, so that two files are easily compared, as with git diff.
\`wish add --from\` reads json, ndjson and csv. netscape is what browsers import as
bookmarks, and has only the wishes with a web address.`;

async function runExport(
  { settings, output, api }: Context,
  { list = settings.list, format, status }: ExportFlags,
): Promise<void> {
  const client = api(requireApiUrl(settings));
  const wishes = await readWholeList((options) => listWishes(client, options), { list, status });
  const file = await writeFile(wishes, format);
  // A spreadsheet wants the byte order mark; a person at a terminal would see it.
  const text = output.columns === undefined ? file : file.replace(/^\uFEFF/u, "");
  await output.print(text === "" ? [] : text.split("\n"));
  const left = format === "netscape" ? wishes.filter(({ url }) => !webAddress(url)).length : 0;
  if (left > 0) output.note([`Left out, since a bookmark needs an address: ${left} of ${wishes.length}.`]);
}
