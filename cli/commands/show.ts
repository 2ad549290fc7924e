import type { Command } from "commander";

import { fieldNames, wishFields } from "../../service/wish.ts";
import { wishUrl } from "../api-url.ts";
import type { ListedWish } from "../api/answers.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { writeValue } from "../output/field-text.ts";
import type { Line } from "../output/output.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface ShowOptions extends ListChoice {
  json?: boolean;
}

export function declareShow(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish show 7k2f", "wish show bicycle", "wish show 7k2f --json | jq .url"]))
    .argument("<id...>", "id, the beginning of one, or words of the name")
    .addOption(listFlag())
    .option("--json", "as JSON, one object a line")
    .action(async (texts: string[], options: ShowOptions) => {
      await runShow(openContext(environment, command.optsWithGlobals<GlobalFlags>()), texts, options);
    });
}

async function runShow(
  { settings, output, api }: Context,
  texts: string[],
  { json, list = settings.list }: ShowOptions,
): Promise<void> {
  const client = api(requireApiUrl(settings));
  const { findIds } = await import("../changes/targets.ts");
  for (const [index, id] of (await findIds(client, texts, { list, byName: true })).entries()) {
    const wish = await client.call("show", { path: { id } });
    if (json) await output.print([JSON.stringify(wish)]);
    else await output.print([...(index > 0 ? [""] : []), ...describe(wish, wishUrl(client.apiUrl, wish))]);
  }
}

function describe(wish: ListedWish, page: URL): Line[] {
  const shown = fieldNames.filter((name) => wish[name] !== undefined && name !== "version");
  const width = Math.max(...shown.map((name) => name.length));
  const title = (name: string) => ({ text: name.padEnd(width), style: "faint" }) as const;
  const lines: Line[] = [];
  for (const name of shown) {
    const { kind } = wishFields[name];
    const text = writeValue(kind, wish[name]!);
    const [first = "", ...more] = (kind === "time" ? formatTime(new Date(text)) : text).split("\n");
    const value = name === "name" ? ({ text: first, style: "strong" } as const) : first;
    lines.push([title(name), "  ", value]);
    for (const line of more) lines.push(`${" ".repeat(width)}  ${line}`);
  }
  return [...lines, [title("page"), "  ", page.href]];
}
