import type { Command } from "commander";

import type { ApiClient } from "../api/client.ts";
import type { JournalEntry, Step } from "../changes/journal-notes.ts";
import type { Journal } from "../changes/journal.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure, failureIn } from "../failure.ts";
import { formatTime } from "../output/time.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface UndoOptions {
  list?: boolean;
  dryRun?: boolean;
}

export function declareUndo(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish undo", "wish undo --list", "wish undo --dry-run"]))
    .option("--list", "show what can be taken back, newest first")
    .option("--dry-run", "change nothing, and say what would be taken back")
    .action(async (options: UndoOptions) => {
      await runUndo(openContext(environment, command.optsWithGlobals<GlobalFlags>()), options);
    });
}

async function runUndo(context: Context, { list, dryRun }: UndoOptions): Promise<void> {
  const { settings, output, environment } = context;
  const apiUrl = requireApiUrl(settings);
  const { openJournal } = await import("../changes/journal.ts");
  const journal = openJournal(context);
  const steps = journal.steps().filter((step) => step.apiUrl === apiUrl);
  if (list) {
    await output.print(
      steps.map(({ at, command, entries }) => {
        const what = entries.length === 1 ? entries[0]!.name : countOf(entries);
        return `${formatTime(new Date(at))}  ${command}  ${what}`;
      }),
    );
    return;
  }
  const [step] = steps;
  if (!step) {
    output.note(["There is nothing to undo."]);
    return;
  }
  output.note([
    `${dryRun ? "Would undo" : "Undoing"}: ${step.command}  (${formatTime(new Date(step.at))}, ${countOf(step.entries)})`,
  ]);
  if (dryRun) return;
  const left = await environment.interrupts.finishFirst((interrupted) =>
    undoAll(context.api(apiUrl), journal, step, interrupted, async ({ entry, problem }) => {
      if (problem === undefined) await output.print([output.columns === undefined ? entry.id : describe(entry)]);
      else output.note([`Left alone: ${entry.name} (${entry.id}). ${problem}`]);
    }),
  );
  if (left > 0) throw new Failure("some_failed", `Not undone: ${left} of ${countOf(step.entries)}.`);
}

interface Undone {
  entry: JournalEntry;
  /** Why the wish was left alone. */
  problem?: string;
}

/** @returns how many were left alone */
async function undoAll(
  client: ApiClient,
  journal: Journal,
  step: Step,
  interrupted: AbortSignal,
  tell: (result: Undone) => Promise<void>,
): Promise<number> {
  const { pMapIterable } = await import("p-map");
  const failures: unknown[] = [];
  const undo = async (entry: JournalEntry): Promise<Undone | undefined> => {
    if (interrupted.aborted || failures.length > 0) return undefined;
    try {
      journal.markUndone(step, entry, await undoOne(client, entry));
      return { entry };
    } catch (error) {
      const problem = whyLeftAlone(failureIn(error), entry);
      if (problem === undefined) {
        // Kept until those under way have ended: each is noted, and so is not tried again by the next `wish undo`.
        failures.push(error);
        return undefined;
      }
      // It would be in the way of the steps before.
      journal.markUndone(step, entry);
      return { entry, problem };
    }
  };
  let left = 0;
  for await (const result of pMapIterable(step.entries.toReversed(), undo, { concurrency: 8 })) {
    if (result?.problem !== undefined) left += 1;
    if (result) await tell(result);
  }
  if (failures.length > 0) throw failures[0];
  return left;
}

function whyLeftAlone(failure: Failure | undefined, entry: JournalEntry): string | undefined {
  if (failure?.code === "changed_meanwhile") return "It has changed since.";
  if (failure?.code === "no_such_wish") return "It is not there any more.";
  // The last one, because there are wishes on it by now.
  const isOwn = failure?.code === "forbidden" || failure?.code === "no_such_list";
  return isOwn || (isOfList(entry) && failure?.code === "request_refused") ? failure.message : undefined;
}

/**
 * Puts one wish back, where it is still as the command has left it.
 *
 * @returns its version then
 */
async function undoOne(client: ApiClient, entry: JournalEntry): Promise<number | undefined> {
  const { id, kind, before, fields = [], version } = entry;
  if (isOfList(entry)) {
    const { undoList } = await import("../lists/change-list.ts");
    return undoList(client, entry);
  }
  const call = { path: { id }, idempotencyKey: crypto.randomUUID(), ...(version > 0 && { ifMatch: version }) };
  if (kind === "add" || kind === "restore") {
    await client.call("remove", call);
    return version + 1;
  }
  const old = (before ?? {}) as Record<string, unknown>;
  const body =
    kind === "remove"
      ? { status: before?.status ?? "wanted" }
      : Object.fromEntries(fields.map((name) => [name, old[name] ?? null]));
  return (await client.call("change", { ...call, body })).version;
}

function isOfList({ kind }: JournalEntry): boolean {
  return kind.endsWith("-list");
}

const undone: Record<JournalEntry["kind"], string> = {
  add: "Removed again",
  change: "Changed back",
  remove: "Brought back",
  restore: "Removed again",
  "add-list": "Removed again",
  "change-list": "Changed back",
  "remove-list": "Made again",
};

function describe({ kind, name, id }: JournalEntry) {
  return [`${undone[kind]}: `, { text: name, style: "strong" } as const, ` (${id})`];
}

function countOf(entries: readonly JournalEntry[]): string {
  const [one, many] = entries.every(isOfList) ? ["list", "lists"] : ["wish", "wishes"];
  return `${entries.length} ${entries.length === 1 ? one : many}`;
}
