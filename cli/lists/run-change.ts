import type { List } from "../../service/lists.ts";
import { defaultList, isListName } from "../../service/wish.ts";
import { pageUrl } from "../api-url.ts";
import { openJournal } from "../changes/journal.ts";
import type { Context } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import type { Line } from "../output/output.ts";
import { requireApiUrl } from "../settings.ts";
import { changeList, makeList, removeList } from "./change-list.ts";
import { checkList, type ListTexts, saidAbout } from "./fields.ts";
import { findList } from "./read-lists.ts";

export interface ChangeListOptions {
  json?: boolean;
  dryRun?: boolean;
}

/** Makes one list, and says where its page is. */
export async function runAddList(
  context: Context,
  name: string,
  options: ChangeListOptions & ListTexts,
): Promise<void> {
  const { client, begin } = open(context, `wish lists add ${name}`);
  const said = checkList(name, withoutAbsent(saidAbout(options)));
  if (options.dryRun) return tell(context, options, "Made", { name, ...said });
  const list = await makeList(client, name, said, begin());
  await tell(context, options, "Made", list);
  if (context.output.columns === undefined) return;
  context.output.note([
    `Its page: ${pageUrl(client.apiUrl, name).href}`,
    ...(list.unlisted ? ["Keep this address: nothing else leads to the list."] : []),
  ]);
}

/** Makes all lists of a file; those that are there already are left alone. */
export async function runAddLists(context: Context, from: string, options: ChangeListOptions): Promise<void> {
  const { client, begin } = open(context, `wish lists add --from ${from}`);
  const lists = await readFile(context, from);
  const step = options.dryRun ? undefined : begin();
  for (const { name, said } of lists) {
    try {
      const list = step ? await makeList(client, name, said, step) : { name, ...said };
      await tell(context, options, "Made", list);
    } catch (error) {
      if (failureIn(error)?.code !== "already_there") throw error;
      context.output.note([`Left as it is: ${name}`]);
    }
  }
}

/** Changes of one list what the flags say, and leaves the rest. */
export async function runEditList(
  context: Context,
  name: string,
  texts: ListTexts,
  options: ChangeListOptions,
): Promise<void> {
  const { client, begin } = open(context, `wish lists edit ${name}`);
  const before = await findList(client, name);
  const said = checkList(name, withoutAbsent(saidAbout(texts, before)));
  if (options.dryRun) return tell(context, options, "Changed", { name, ...said });
  const step = begin();
  const list = before ? await changeList(client, before, said, step) : await makeList(client, name, said, step);
  return tell(context, options, "Changed", list);
}

/** Removes one list, if no wish is on it. */
export async function runRemoveList(context: Context, name: string, options: ChangeListOptions): Promise<void> {
  const { client, begin } = open(context, `wish lists remove ${name}`);
  const before = await findList(client, name);
  if (!before || name === defaultList) throw new Failure("request_refused", `The list "${name}" is always there.`);
  if (!options.dryRun) await removeList(client, before, begin());
  return tell(context, options, "Removed", before);
}

function open(context: Context, command: string) {
  const { settings, environment } = context;
  const apiUrl = requireApiUrl(settings);
  const at = new Date(environment.now()).toISOString();
  return { client: context.api(apiUrl), begin: () => openJournal(context).begin({ apiUrl, command, at }) };
}

async function tell(
  { output }: Context,
  { json, dryRun }: ChangeListOptions,
  done: string,
  list: Pick<List, "name"> & Partial<List>,
): Promise<void> {
  const { name, title } = list;
  const verb = dryRun ? `Would have ${done.toLowerCase()}` : done;
  const sentence: Line = [`${verb} `, { text: title ?? name, style: "strong" }, ...(title ? [` (${name})`] : [])];
  if (json) await output.print([JSON.stringify(list)]);
  else await output.print([output.columns === undefined ? name : sentence]);
}

function withoutAbsent(said: object): object {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** Reads lists as `wish lists --json` prints them; of the usual one, only where something is said about it. */
async function readFile({ environment }: Context, from: string) {
  const [{ openSource }, { text }] = await Promise.all([import("../bulk/source.ts"), import("node:stream/consumers")]);
  const { stream, name: file } = await openSource(from, environment.stdin);
  const values = parseArray(await text(stream), file);
  return values.flatMap((value) => {
    const { name } = (value ?? {}) as Partial<List>;
    if (typeof name !== "string" || !isListName(name)) {
      throw new Failure("unreadable_input", `${file} holds something that is not a list.`);
    }
    const said = checkList(name, withoutAbsent(saidAbout({}, value as Partial<List>)));
    return name === defaultList && Object.keys(said).length === 0 ? [] : [{ name, said }];
  });
}

function parseArray(text: string, file: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // As below.
  }
  throw new Failure("unreadable_input", `${file} does not hold a JSON array, as \`wish lists --json\` prints it.`);
}
