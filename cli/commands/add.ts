import { type Command, Option } from "commander";

import { idempotencyKeyPattern } from "../../service/contract.ts";
import { defaultList, newFieldNames, type NewWish, parseNewWish } from "../../service/wish.ts";
import { type Context, openContext } from "../context.ts";
import { examples, parsePositiveInteger } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { type InputFormatName, inputFormats } from "../files/formats.ts";
import { withoutUsualList } from "../list/usual-list.ts";
import { addedLine } from "../output/added-line.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";
import { addCommand, withRepetition } from "./add-again.ts";
import { declareFieldFlags, type FieldTexts, flagOf, readFieldTexts } from "./field-flags.ts";

type AddFlags = FieldTexts & {
  key?: string;
  from?: string;
  format?: InputFormatName;
  dryRun?: boolean;
  startLine?: number;
  runKey?: string;
  duplicate?: boolean;
  update?: boolean;
  json?: boolean;
  yes?: boolean;
  fetch: boolean;
};

export function declareAdd(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples([
        'wish add "A bicycle"',
        "wish add https://shop.example/bicycle",
        'wish add Book --url https://example.com/book --price "24 EUR" --tags reading',
        "wish add",
        "wish add --from wishes.csv",
        "wish list --api https://old.example.com --ndjson | wish add --from -",
      ]),
    )
    .addHelpText("after", aboutInput)
    .argument("[name|address]", "what is wished for, or its page in a shop; without it and --name, a terminal asks");
  declareFieldFlags(command)
    .option(
      "--key <text>",
      "add under this key: once, however often the command is repeated; one that nobody can guess",
    )
    .option("--no-fetch", "with an address: do not read the page")
    .option("--yes", "with an address: add what its page says without asking")
    .option("--from <file>", "add all wishes of a file; - is standard input")
    .addOption(
      new Option("--format <format>", "with --from: the form of the file, where its beginning does not tell").choices(
        inputFormats,
      ),
    )
    .option("--update", "with --from: change wishes that there are by their id; not those of another version")
    .option("--dry-run", "with --from: send nothing, and show what would be added, changed and left")
    .option("--start-line <number>", "with --from: begin at this line", parsePositiveInteger)
    .option(
      "--run-key <text>",
      "with --from: repeat the run with this key, and add nothing twice; one that nobody can guess",
    )
    .option("--duplicate", "add also what is on the list already, by its address or its name")
    .option("--json", "print what was added as JSON")
    .action(async (what: string | undefined, options: AddFlags) => {
      const flags = command.optsWithGlobals<GlobalFlags>();
      checkTogether(what, options);
      const context = openContext(environment, flags);
      if (options.from === undefined) {
        const said = what !== undefined && { [isAddress(what) ? "url" : "name"]: what };
        return runAdd(context, { ...options, ...said, fetch: isAddress(what) && options.fetch }, flags);
      }
      const [{ runBulkAdd }, { newRunKey }] = await Promise.all([
        import("../bulk/run-bulk-add.ts"),
        import("../bulk/run-key.ts"),
      ]);
      return runBulkAdd(context, flags, {
        from: options.from,
        format: options.format,
        json: options.json ?? false,
        dryRun: options.dryRun ?? false,
        duplicate: options.duplicate ?? false,
        startLine: options.startLine ?? 1,
        runKey: options.runKey ?? newRunKey(context.environment.now()),
        isRepetition: options.runKey !== undefined,
        update: options.update ?? false,
        list: options.list,
      });
    });
}

const aboutInput = `
With an address, the page there is read on this machine. It fills name, price and
description where no flag says them, and a terminal asks before the wish is added.

With --from, the file is one JSON array, or has a JSON object on each line, or a line
as \`wish list\` prints it into a pipe, or a name or an address; or it is a table (CSV)
with names of fields in its first row, or a browser's bookmarks. Fields of a wish:
${newFieldNames.join(", ")}. Those that the list sets itself, such as id, are ignored.

For each wish added, its id is printed; with --json an object with line and id, or
line and error. A line that is refused does not stop the others; the exit code is 7
then. In a JSON array, line means which of its wishes, from 1.`;

/** Checks that what is given belongs to one of the two ways to add. */
function checkTogether(what: string | undefined, flags: AddFlags): void {
  if (!isAddress(what) && (flags.yes || !flags.fetch)) {
    throw new Failure("wrong_usage", "--yes and --no-fetch are for the address of a page.");
  }
  const many = ["format", "update", "dryRun", "startLine", "runKey"] as const;
  if (flags.from !== undefined) {
    const ofOne = newFieldNames.filter((each) => each !== "list");
    if (what === undefined && [...ofOne, "key" as const].every((each) => flags[each] === undefined)) return;
    const flagNames = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(ofOne.map(flagOf));
    throw new Failure("wrong_usage", `--from cannot be used with a name, --key, ${flagNames}.`);
  }
  if (many.some((flag) => flags[flag] !== undefined)) {
    throw new Failure("wrong_usage", "--format, --update, --dry-run, --start-line and --run-key are for --from.");
  }
  const field = isAddress(what) ? "url" : "name";
  if (what !== undefined && flags[field] !== undefined) {
    throw new Failure("wrong_usage", `The ${field} is given twice, with --${field} and without.`);
  }
  if (flags.key === undefined || idempotencyKeyPattern.test(flags.key)) return;
  throw new Failure("wrong_usage", "--key must be 1 to 64 of A-Z a-z 0-9 - _.");
}

function isAddress(what: string | undefined): boolean {
  return what !== undefined && /^https?:\/\/\S*$/iu.test(what);
}

/** Adds one wish, and prints its id to a pipe or a sentence to a terminal. */
async function runAdd(context: Context, options: AddFlags, flags: GlobalFlags): Promise<void> {
  const { settings, environment, output, api } = context;
  if (options.name === undefined && !options.fetch && !environment.stdin.isTTY) throw nothingSaid();
  const apiUrl = requireApiUrl(settings);
  const given = options.fetch ? await readPage(context, options, flags) : await askForWish(context, options);
  const texts = { ...(settings.list !== defaultList && { list: settings.list }), ...given };
  const wish = readWish(texts);
  const idempotencyKey = options.key ?? crypto.randomUUID();
  const client = api(apiUrl);
  const { refuseDuplicate } = await import("../changes/refuse-duplicate.ts");
  const { list = defaultList } = wish;
  const question = { list, isRepetition: options.key !== undefined, meanwhile: client.prepare };
  const isDuplicate = options.duplicate || (await refuseDuplicate(context, client, [wish], question));
  const adding = client.call("add", { body: wish, idempotencyKey });
  const added = await adding.catch((error: unknown) => {
    const again = { duplicate: isDuplicate, key: idempotencyKey, api: flags.api };
    throw withRepetition(error, addCommand(texts, again));
  });
  const { noteAdded, openJournal } = await import("../changes/journal.ts");
  const at = new Date(environment.now()).toISOString();
  const journal = openJournal(context);
  const addedBefore = options.key === undefined ? new Set<string>() : journal.added(apiUrl);
  noteAdded(journal.begin({ apiUrl, command: "wish add", at }), added, addedBefore);
  if (options.json) await output.print([JSON.stringify(added)]);
  else await output.print([output.columns === undefined ? added.id : addedLine(added)]);
}

async function readPage(context: Context, options: AddFlags, flags: GlobalFlags): Promise<FieldTexts> {
  readWish({ name: "Not known yet", ...options });
  const { fillFromPage } = await import("../shop/fill-wish.ts");
  const { texts, problem } = await fillFromPage(context, { ...options, url: options.url! }, options);
  const { code, message, hints } = problem ?? nothingSaid();
  const command = addCommand({ name: "A name of yours", ...texts }, { ...options, api: flags.api });
  return askForWish(
    context,
    texts,
    new Failure(code, message, { hints: [...hints, "Nothing was added. This adds it:", command] }),
  );
}

/** Asks for what is missing, where there is no name. */
async function askForWish({ environment }: Context, texts: FieldTexts, otherwise = nothingSaid()): Promise<FieldTexts> {
  if (texts.name !== undefined) return texts;
  const { askForFields } = await import("../auth/terminal/ask.ts");
  const asked = await askForFields(environment, texts);
  if (asked) return asked;
  throw otherwise;
}

function nothingSaid(): Failure {
  return new Failure("wrong_usage", "Nothing says what to add.", {
    hints: ['Say it, as in `wish add "A bicycle"`, or give --from with a file of wishes.'],
  });
}

function readWish(texts: FieldTexts): NewWish {
  const parsed = parseNewWish(readFieldTexts(texts));
  if (parsed.ok) return withoutUsualList(parsed.wish);
  throw new Failure("invalid_wish", "This cannot be a wish; nothing was sent.", {
    hints: parsed.errors.map((error) => error.message),
  });
}
