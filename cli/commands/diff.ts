import { type Command, Option } from "commander";

import { type FieldName, type Status, wishFields } from "../../service/wish.ts";
import { listWishes } from "../api/list-wishes.ts";
import type { Difference } from "../bulk/compare.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { type InputFormatName, inputFormats } from "../files/formats.ts";
import { readWholeList } from "../list/read-list.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { writeValue } from "../output/field-text.ts";
import type { Line } from "../output/output.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface DiffFlags extends ListChoice {
  format?: InputFormatName;
  status: Status | "all";
  json?: boolean;
}

export function declareDiff(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples(["wish diff wishes.json", "wish diff wishes.csv --json", "git show HEAD~1:wishes.json | wish diff -"]),
    )
    .addHelpText("after", aboutDifferences)
    .argument("<file>", "a file that `wish add --from` reads; - is standard input")
    .addOption(listFlag())
    .addOption(
      new Option("--format <format>", "the form of the file, where its beginning does not tell").choices(inputFormats),
    )
    .addOption(
      new Option("--status <status>", "compare with what is wanted, what is there already, or both")
        .choices([...wishFields.status.choices, "all"])
        .default("wanted"),
    )
    .option("--json", "print one JSON object a line")
    .action(async (file: string, flags: DiffFlags) => {
      await runDiff(openContext(environment, command.optsWithGlobals<GlobalFlags>()), file, flags);
    });
}

const aboutDifferences = `
A line that begins with + is a wish that only the file has, - one that only the list
has, and ~ one that both have; below it, - is what the list has and + what the file has.
A row is compared with the wish of its id, on any list; without one, of its address or
name.
What a row does not mention is not compared. The exit code is 0 whatever differs.`;

async function runDiff(context: Context, path: string, flags: DiffFlags): Promise<void> {
  const { settings, environment, output, api } = context;
  const { list = settings.list, format, status, json } = flags;
  const client = api(requireApiUrl(settings));
  const [{ openSource }, { readInput }, { compareAll }, { findWish }] = await Promise.all([
    import("../bulk/source.ts"),
    import("../bulk/read-input.ts"),
    import("../bulk/compare.ts"),
    import("../changes/targets.ts"),
  ]);
  const source = await openSource(path, environment.stdin);
  const input = await readInput(source, new AbortController().signal, { format, now: environment.now() });
  const listed = await readWholeList((options) => listWishes(client, options), { list, status });
  const unit = input.unit.toLowerCase();
  let differences = 0;
  let problems = 0;
  for await (const difference of compareAll(input.entries, listed, (id) => findWish(client, id))) {
    if (difference.kind === "problem") {
      problems += 1;
      output.note([[{ text: `${input.unit} ${difference.number}`, style: "strong" }, `: ${difference.message}`]]);
    } else {
      differences += 1;
      await output.print(json ? [toJson(difference)] : toLines(difference, unit));
    }
  }
  if (problems > 0) throw new Failure("some_failed", `Not compared: ${problems} of ${source.name}.`);
  if (differences === 0 && environment.stderr.isTTY) output.note([`${source.name} and the list are the same.`]);
}

type Shown = Exclude<Difference, { kind: "problem" }>;

function toLines(difference: Shown, unit: string): Line[] {
  const { wish } = difference;
  const head = (sign: string, place: string): Line => [`${sign} `, { text: wish.name, style: "strong" }, ` (${place})`];
  switch (difference.kind) {
    case "file":
      return [head("+", `${unit} ${difference.number}`)];
    case "list":
      return [head("-", difference.wish.id)];
    case "both": {
      const { list, file } = difference;
      return [
        head("~", difference.wish.id),
        ...(Object.keys(file) as FieldName[]).flatMap((name) =>
          [lineOf("-", name, list[name]), lineOf("+", name, file[name])].flat(),
        ),
      ];
    }
    default:
      return difference satisfies never;
  }
}

function lineOf(sign: string, name: FieldName, value: unknown): string[] {
  if (value === null) return [];
  const text = writeValue(wishFields[name].kind, value as never).replace(/\r?\n/gu, String.raw`\n`);
  return [`    ${sign} ${name}: ${text}`];
}

function toJson(difference: Shown): string {
  switch (difference.kind) {
    case "file":
      return JSON.stringify({ line: difference.number, name: difference.wish.name, list: null, file: difference.wish });
    case "list":
      return JSON.stringify({ id: difference.wish.id, name: difference.wish.name, list: difference.wish, file: null });
    case "both": {
      const { number, wish, list, file } = difference;
      return JSON.stringify({ line: number, id: wish.id, name: wish.name, list, file });
    }
    default:
      return difference satisfies never;
  }
}
