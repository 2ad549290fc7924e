import { randomBytes, randomUUID } from "node:crypto";

import type { Command } from "commander";

import { type NewWish, parseNewWish } from "../../service/wish.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext, parsePositiveInteger } from "../declaration.ts";
import { Failure } from "../failure.ts";
import { addedLine } from "../output/added-line.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export interface AddOptions {
  name: string;
  url?: string;
  description?: string;
  json?: boolean;
}

type AddFlags = Partial<AddOptions> & { from?: string; dryRun?: boolean; startLine?: number; runKey?: string };

export function declareAdd(program: Command, openContext: OpenContext): void {
  program
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
    .addHelpText("after", aboutInput)
    .option("--name <text>", "what is wished for, one line")
    .option("--url <address>", "where to find it, http or https")
    .option("--description <text>", "more about it")
    .option("--from <file>", "add all wishes of a file; - is standard input")
    .option("--dry-run", "with --from: check all wishes and send none")
    .option("--start-line <number>", "with --from: begin at this line", parsePositiveInteger)
    .option("--run-key <text>", "with --from: repeat the run with this key, and add nothing twice")
    .option("--json", "print what was added as JSON")
    .action(async (options: AddFlags, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags>();
      const { from, name } = checkTogether(options);
      const context = await openContext(flags);
      if (name !== undefined) return runAdd(context, { ...options, name });
      const { runBulkAdd } = await import("../bulk/run-bulk-add.ts");
      return runBulkAdd(context, flags, {
        from,
        json: options.json ?? false,
        dryRun: options.dryRun ?? false,
        startLine: options.startLine ?? 1,
        runKey: options.runKey ?? randomBytes(8).toString("hex"),
      });
    });
}

const aboutInput = `
With --from, each line of the file is a JSON object with name, url and description, or
a line as \`wish list\` prints it into a pipe; or the file is one JSON array of such
objects. id and createdAt are passed over: the list gives its own.

For each wish added, its id is printed; with --json an object with line and id, or
line and error. A line that is refused does not stop the others; the exit code is 7
then. In a JSON array, line means which of its wishes, from 1.`;

/** Finds out which of the two ways to add is meant. */
function checkTogether(flags: AddFlags): { from: string; name: undefined } | { from: undefined; name: string } {
  const { from, name } = flags;
  const one = ["name", "url", "description"] as const;
  const many = ["dryRun", "startLine", "runKey"] as const;
  if (from !== undefined) {
    if (one.every((flag) => flags[flag] === undefined)) return { from, name: undefined };
    throw new Failure("wrong_usage", "--from cannot be used with --name, --url or --description.");
  }
  if (many.some((flag) => flags[flag] !== undefined)) {
    throw new Failure("wrong_usage", "--dry-run, --start-line and --run-key are for --from.");
  }
  if (name !== undefined) return { from: undefined, name };
  throw new Failure("wrong_usage", "Nothing says what to add.", {
    hints: ["Give --name with a text, or --from with a file of wishes."],
  });
}

/** Adds one wish, and prints its id to a pipe or a sentence to a terminal. */
export async function runAdd(context: Context, options: AddOptions): Promise<void> {
  const { settings, output } = context;
  const wish = readWish(options);
  const client = await context.api(requireApiUrl(settings));
  const added = await client.call("add", { body: wish, idempotencyKey: randomUUID() });
  if (options.json) await output.print([JSON.stringify(added)]);
  else await output.print([output.columns === undefined ? added.id : addedLine(added)]);
}

function readWish({ name, url, description }: AddOptions): NewWish {
  const parsed = parseNewWish({ name, url, description });
  if (parsed.ok) return parsed.wish;
  throw new Failure("invalid_wish", "This cannot be a wish; nothing was sent.", {
    hints: parsed.errors.map((error) => error.message),
  });
}
