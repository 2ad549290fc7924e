import type { Command } from "commander";

import { type NewFieldName, newFieldNames, type NewWish, parseNewWish, wishFields } from "../../service/wish.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext, parsePositiveInteger } from "../declaration.ts";
import { Failure } from "../failure.ts";
import { addedLine } from "../output/added-line.ts";
import { readValue } from "../output/field-text.ts";
import { fieldTexts } from "../output/wish-fields.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

/** One wish, each field as the text of its flag. */
type WishTexts = Partial<Record<NewFieldName, string>>;

type AddFlags = WishTexts & {
  from?: string;
  dryRun?: boolean;
  startLine?: number;
  runKey?: string;
  json?: boolean;
};

export function declareAdd(program: Command, openContext: OpenContext): void {
  const command = program
    .command("add")
    .description("Add a wish to the list, or many. Needs a sign-in.")
    .addHelpText(
      "before",
      examples([
        'wish add --name "A bicycle"',
        'wish add --name Book --url https://example.com/book --description "The blue one"',
        "wish add --from wishes.ndjson",
        "wish list --api https://old.example.com --ndjson | wish add --from -",
      ]),
    )
    .addHelpText("after", aboutInput);
  for (const name of newFieldNames) {
    const { placeholder, help } = fieldTexts[name].flag;
    command.option(`${flagOf(name)} <${placeholder}>`, help);
  }
  command
    .option("--from <file>", "add all wishes of a file; - is standard input")
    .option("--dry-run", "with --from: check all wishes and send none")
    .option("--start-line <number>", "with --from: begin at this line", parsePositiveInteger)
    .option(
      "--run-key <text>",
      "with --from: repeat the run with this key, and add nothing twice; one that nobody can guess",
    )
    .option("--json", "print what was added as JSON")
    .action(async (options: AddFlags, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags>();
      checkTogether(options);
      const context = openContext(flags);
      if (options.from === undefined) return runAdd(context, options, options.json ?? false);
      const { runBulkAdd } = await import("../bulk/run-bulk-add.ts");
      return runBulkAdd(context, flags, {
        from: options.from,
        json: options.json ?? false,
        dryRun: options.dryRun ?? false,
        startLine: options.startLine ?? 1,
        runKey: options.runKey ?? Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex"),
      });
    });
}

const aboutInput = `
With --from, each line of the file is a JSON object, or a line as \`wish list\` prints
it into a pipe; or the file is one JSON array of such objects. Fields of an object:
${newFieldNames.join(", ")}. Those that the list sets itself, such as id, are ignored.

For each wish added, its id is printed; with --json an object with line and id, or
line and error. A line that is refused does not stop the others; the exit code is 7
then. In a JSON array, line means which of its wishes, from 1.`;

/** Checks that the flags belong to one of the two ways to add. */
function checkTogether(flags: AddFlags): void {
  const many = ["dryRun", "startLine", "runKey"] as const;
  if (flags.from !== undefined) {
    if (newFieldNames.every((name) => flags[name] === undefined)) return;
    const flagNames = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(newFieldNames.map(flagOf));
    throw new Failure("wrong_usage", `--from cannot be used with ${flagNames}.`);
  }
  if (many.some((flag) => flags[flag] !== undefined)) {
    throw new Failure("wrong_usage", "--dry-run, --start-line and --run-key are for --from.");
  }
  if (flags.name !== undefined) return;
  throw new Failure("wrong_usage", "Nothing says what to add.", {
    hints: ["Give --name with a text, or --from with a file of wishes."],
  });
}

/** Adds one wish, and prints its id to a pipe or a sentence to a terminal. */
async function runAdd({ settings, output, api }: Context, texts: WishTexts, asJson: boolean): Promise<void> {
  const wish = readWish(texts);
  const client = api(requireApiUrl(settings));
  const added = await client.call("add", { body: wish, idempotencyKey: crypto.randomUUID() });
  if (asJson) await output.print([JSON.stringify(added)]);
  else await output.print([output.columns === undefined ? added.id : addedLine(added)]);
}

function readWish(texts: WishTexts): NewWish {
  const values = newFieldNames.map((name) => {
    const text = texts[name];
    return [name, text === undefined ? undefined : readValue(wishFields[name].kind, text)];
  });
  const parsed = parseNewWish(Object.fromEntries(values));
  if (parsed.ok) return parsed.wish;
  throw new Failure("invalid_wish", "This cannot be a wish; nothing was sent.", {
    hints: parsed.errors.map((error) => error.message),
  });
}

/** The flag that sets a field, as commander derives the name of the option from it: `--due-date` for `dueDate`. */
function flagOf(name: NewFieldName): string {
  return `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}
