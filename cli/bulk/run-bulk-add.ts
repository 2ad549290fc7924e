import type { ListedWish } from "../api/answers.ts";
import { change } from "../changes/change.ts";
import { noteAdded, openJournal } from "../changes/journal.ts";
import { readDuplicates } from "../changes/refuse-duplicate.ts";
import { patchOfRow, versionOf } from "../changes/row-patch.ts";
import { findWish, readAll } from "../changes/targets.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import type { InputFormatName } from "../files/formats.ts";
import { createDuplicates } from "../list/duplicates.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";
import { addAll, type BulkAdd } from "./bulk-add.ts";
import { type Known, type Listed, planAll } from "./plan.ts";
import { createProgress } from "./progress.ts";
import { type Entry, type InputFormat, readInput } from "./read-input.ts";
import { createReceipts } from "./receipts.ts";
import { openSource, type Source } from "./source.ts";
import { brokenInput, failureOf, isEmpty, resumption, startTally, summary, tallyUp } from "./tally.ts";
import { ensureSignedIn } from "./terminal-sign-in.ts";

export interface BulkOptions {
  /** Path of a file, or `-` for standard input. */
  from: string;
  /** Found by how the input begins, when absent. */
  format: InputFormatName | undefined;
  json: boolean;
  dryRun: boolean;
  /** The first line to add, from 1. */
  startLine: number;
  /** Whether to add what is on the list already, too. */
  duplicate: boolean;
  runKey: string;
  /** Whether the key is that of an earlier run. */
  isRepetition: boolean;
  /** Whether a row with the id of a wish changes that. */
  update: boolean;
  /** The list for all of them, whatever they say. */
  list: string | undefined;
}

/**
 * Adds the wishes of a file or of standard input.
 *
 * A wish that cannot be added does not keep the others from it. Nothing is read before it is known that somebody is
 * signed in.
 *
 * @throws Failure `some_failed` when wishes were refused, and the failure that made it useless to go on
 */
export async function runBulkAdd(context: Context, flags: GlobalFlags, options: BulkOptions): Promise<void> {
  const source = await openSource(options.from, context.environment.stdin);
  const stop = new AbortController();
  const send = options.dryRun ? undefined : await createSend(context, flags, options, stop.signal);
  await context.environment.interrupts.finishFirst((interrupted) =>
    addFrom(source, context, options, { send, runKey: options.runKey, stop }, interrupted),
  );
}

async function createSend(
  context: Context,
  flags: GlobalFlags,
  { from, isRepetition }: BulkOptions,
  stop: AbortSignal,
): Promise<BulkAdd["send"]> {
  const apiUrl = requireApiUrl(context.settings);
  await ensureSignedIn(context, apiUrl, flags);
  const client = context.api(apiUrl);
  const at = new Date(context.environment.now()).toISOString();
  const journal = openJournal(context);
  const addedBefore = isRepetition ? journal.added(apiUrl) : new Set<string>();
  const step = journal.begin({ apiUrl, command: `wish add --from ${from}`, at });
  return {
    async add(wish, idempotencyKey) {
      const added = await client.call("add", { body: wish, idempotencyKey, stop });
      noteAdded(step, added, addedBefore);
      return added;
    },
    async change(id, row) {
      const patch = (wish: ListedWish) => patchOfRow(row, wish);
      return (await change(client, id, { kind: "change", patch, basedOn: versionOf(row) }, step, stop)).wish;
    },
  };
}

/** Reads what the input may change of a list, and what may be on it already. */
async function readKnown(
  { api, settings, output }: Context,
  { duplicate, update }: BulkOptions,
  list: string,
): Promise<Known> {
  if (!update && duplicate) return { byId: new Map(), duplicates: undefined };
  const client = api(requireApiUrl(settings));
  if (!update) return { byId: new Map(), duplicates: await readDuplicates(client, list, output) };
  const byId = new Map((await readAll(client, list)).map((wish) => [wish.id, wish]));
  const duplicates = duplicate ? undefined : createDuplicates<Listed>();
  for (const wish of byId.values()) if (wish.status !== "got") duplicates?.add(wish, wish);
  return { byId, duplicates };
}

async function addFrom(
  source: Source,
  context: Context,
  options: BulkOptions,
  run: BulkAdd,
  interrupted: AbortSignal,
): Promise<void> {
  const { environment, output } = context;
  const { format, dryRun, startLine, runKey, isRepetition } = options;
  const startedAt = environment.now();
  let tally = startTally(startLine);
  let unit: InputFormat["unit"] = "Line";
  interrupted.addEventListener("abort", () => {
    run.stop.abort();
    output.note(["Finishing what is under way. Press ctrl-C again to leave at once.", resumption(tally, unit, runKey)]);
  });
  let isAtEnd = false;
  async function* wanted(entries: InputFormat["entries"]): AsyncGenerator<Entry> {
    try {
      for await (const entry of entries) if (entry.number >= startLine) yield entry;
      isAtEnd = !run.stop.signal.aborted;
    } catch (error) {
      // An input that was left in the middle looks broken there.
      if (!run.stop.signal.aborted) throw error;
    }
  }
  const progress = createProgress(environment, source.sizeBytes);
  output.beforeNotes(() => progress.hide());
  try {
    const input = await readInput(source, run.stop.signal, { format, now: startedAt });
    ({ unit } = input);
    const write = createReceipts(output, options, unit);
    const planning = {
      unit,
      runKey,
      lists: { all: options.list, others: context.settings.list },
      isRepetition,
      startedAt,
      readKnown: (list: string) => readKnown(context, options, list),
      show: options.update ? (id: string) => findWish(context.api(requireApiUrl(context.settings)), id) : undefined,
    };
    for await (const receipt of addAll(planAll(wanted(input.entries), planning), run)) {
      tally = tallyUp(tally, receipt);
      if (environment.stdout.isTTY) progress.hide();
      await write(receipt);
      progress.count(receipt);
    }
  } catch (error) {
    if (error instanceof Failure && error.code === "unreadable_input") throw brokenInput(tally, error, runKey);
    throw error;
  } finally {
    progress.hide();
  }
  const isUnfinished = interrupted.aborted && (!isAtEnd || tally.counts.left > 0);
  if (isUnfinished) output.note([resumption(tally, unit, runKey)]);
  const failure = failureOf(tally, unit, runKey);
  if (failure) throw failure;
  if (isUnfinished) return;
  if (dryRun || environment.stderr.isTTY || isEmpty(tally)) {
    output.note([summary(tally, { isDryRun: dryRun, name: source.name })]);
  }
}
