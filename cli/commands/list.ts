import { type Command, InvalidArgumentError, Option } from "commander";

import { type FieldName, fieldNames, parseWishChange, type Status, type Wish, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { listWishes } from "../api/list-wishes.ts";
import { type Context, openContext } from "../context.ts";
import { examples, parsePositiveInteger } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { formatAge, openOffline, withOfflineHint } from "../list/offline.ts";
import { isFiltered, readList, type ReadWishes, type Selection } from "../list/read-list.ts";
import { mostRecentWishes, rememberWishes } from "../list/recent-wishes.ts";
import { type Order, orderNames } from "../list/sort.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { readValue } from "../output/field-text.ts";
import type { Line } from "../output/output.ts";
import { parseFields } from "../output/wish-fields.ts";
import { asJson, asNdjson, asTable, asTsv } from "../output/wish-formats.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

/** Flags of the command; of those that choose fields, `true` is all fields. */
interface ListFlags extends ListChoice {
  tag?: string[];
  status: Status | "all";
  maxPrice?: Wish["price"];
  sort?: Order;
  duplicates?: boolean;
  limit?: number;
  offline?: boolean;
  wide?: boolean;
  pager: boolean;
  tsv?: FieldName[] | true;
  empty?: string;
  json?: FieldName[] | true;
  ndjson?: FieldName[] | true;
}

export function declareList(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples([
        "wish list",
        "wish list bike --tag sport",
        'wish list --sort price --max-price "50 EUR"',
        "wish list --status all --limit 10",
        "wish list --duplicates",
        "wish list --offline",
        "wish list --json=name,url | jq length",
        "wish list --ndjson > wishes.ndjson",
        "wish list --tsv=name,url --empty - | column -t -s $'\\t'",
      ]),
    )
    .addHelpText("after", aboutOutput)
    .argument("[words...]", "show only wishes that have all these words, in name, description, url or tags")
    .addOption(listFlag())
    .option("--tag <words>", "show only wishes with this tag; with several, with all of them", collectTags)
    .addOption(
      new Option("--status <status>", "show what is wanted, what is there already, or both")
        .choices([...wishFields.status.choices, "all"])
        .default("wanted"),
    )
    .option(
      "--max-price <amount>",
      'show only what costs at most this, such as "50 EUR", in this currency',
      parseAmount,
    )
    .addOption(new Option("--sort <order>", "sort the wishes, by price within each currency").choices(orderNames))
    .option("--duplicates", "show only what is there more than once, by its address or its name")
    .option("-n, --limit <count>", "show so many at most", parsePositiveInteger)
    .option("--offline", "show the list as it was read the last time, without network")
    .option("--wide", "in the table, show every column and cut nothing")
    .option("--no-pager", "do not show a long list in $WISH_PAGER, $PAGER or less")
    .addOption(new Option("--tsv [fields]", "tab-separated lines, as in a pipe").argParser(parseFields))
    .option("--empty <text>", "in tab-separated lines, stand for a value that is absent")
    .addOption(
      new Option("--json [fields]", "one JSON array, of these fields only if any are named")
        .argParser(parseFields)
        .conflicts(["tsv", "empty"]),
    )
    .addOption(
      new Option("--ndjson [fields]", "one JSON object a line")
        .argParser(parseFields)
        .conflicts(["json", "tsv", "empty"]),
    )
    .action(async (words: string[], flags: ListFlags) => {
      await runList(openContext(environment, command.optsWithGlobals<GlobalFlags>()), words, flags);
    });
}

const aboutOutput = `
Case and accents make no difference to words and tags. Prices are never converted.
Fields: ${fieldNames.join(", ")}.
In a pipe, each line has all of them, tab-separated, \\t \\n \\r \\\\ escaped. Bash's
read takes two tabs for one: give --empty a text to put where a value is absent.`;

/** Prints the wishes of an API that are asked for, page by page as they come where that is possible. */
export async function runList(context: Context, words: string[], flags: ListFlags): Promise<void> {
  const { environment, settings, output, api } = context;
  const client = api(requireApiUrl(settings));
  const selection: Selection = {
    list: flags.list ?? settings.list,
    words: words.flatMap((text) => text.split(/\s+/u)).filter((word) => word !== ""),
    tags: flags.tag ?? [],
    maxPrice: flags.maxPrice,
    status: flags.status,
    order: flags.sort,
    duplicates: flags.duplicates ?? false,
    limit: flags.limit,
  };
  const offline = flags.offline ? openOffline(client, selection) : undefined;
  if (offline) output.note([`Offline: the list as it was ${formatAge(offline.readAt, environment.now())}.`]);
  const read: ReadWishes = offline?.read ?? ((options) => listWishes(client, options));
  let isCut = false;
  let isEmpty = true;
  const isTable = output.columns !== undefined && !flags.json && !flags.ndjson && !flags.tsv;
  const seen: Pick<ListedWish, "id" | "name">[] = [];
  const look = ({ id, name }: ListedWish) => {
    if (isTable || seen.length < mostRecentWishes) seen.push({ id, name });
  };
  async function* wishes() {
    let count = 0;
    for await (const part of readList(read, selection, look)) {
      isCut = part.isCut;
      isEmpty &&= part.wishes.length === 0;
      count += 1;
      if (count === 2) await keepYoungSpaceSmall();
      yield part.wishes;
    }
  }
  const format = isTable
    ? asTable(flags.wide ? undefined : output.columns, () => seen.map(({ id }) => id))
    : chooseFormat(flags);
  await printAll(format(wishes()), context, flags.pager).catch((error: unknown) => {
    throw withOfflineHint(error, client, selection, environment.now());
  });
  rememberWishes(seen.slice(0, mostRecentWishes), settings.cacheFolder);
  if (output.columns === undefined) return;
  if (isCut) output.note([`Shown: the first ${flags.limit}. There are more; leave out --limit to see all.`]);
  if (isEmpty && !flags.json) output.note([emptyNote(selection)]);
}

async function printAll(parts: AsyncIterable<Line[]>, { environment, output }: Context, isPaged: boolean) {
  if (isPaged && output.columns !== undefined) {
    const { printPaged } = await import("../output/pager.ts");
    return printPaged(parts, environment, output);
  }
  for await (const lines of parts) await output.print(lines);
}

function emptyNote(selection: Selection): string {
  if (isFiltered(selection)) return "No wish is like that.";
  return selection.status === "got" ? "Nothing on the list is there yet." : "The wish list is empty.";
}

function chooseFormat({ json, ndjson, tsv, empty }: ListFlags) {
  if (json) return asJson(named(json));
  if (ndjson) return asNdjson(named(ndjson));
  return asTsv(named(tsv), empty);
}

function named(fields: FieldName[] | true | undefined): FieldName[] | undefined {
  return fields === true ? undefined : fields;
}

function collectTags(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(",").map((tag) => tag.trim())];
}

function parseAmount(text: string): Wish["price"] {
  const parsed = parseWishChange({ price: readValue("amount", text.toUpperCase()) });
  if (parsed.ok) return parsed.change.set.price;
  throw new InvalidArgumentError('It must be an amount with its currency, such as "50 EUR".');
}

/** Otherwise V8 lets the space for young objects grow to 16 MB and more before it looks for what is still needed. */
async function keepYoungSpaceSmall(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--semi-space-growth-factor=1");
}
