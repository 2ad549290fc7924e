import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";

import { pMapIterable } from "p-map";

import type { ListedWish } from "../api/answers.ts";
import type { Context } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import type { Line } from "../output/output.ts";
import { requireApiUrl } from "../settings.ts";
import { change, failuresOfOneWish, type Outcome, type Plan } from "./change.ts";
import { openJournal, type StepWriter } from "./journal.ts";
import { findIds } from "./targets.ts";

export interface ChangeOptions {
  json?: boolean;
  dryRun?: boolean;
}

/** What one command does, and how it says so. */
export interface Change {
  /** Ids as they were typed; `-` is the lines of standard input. */
  texts: readonly string[];
  /** The list that beginnings of ids are looked for on; that of the settings when absent. */
  list?: string | undefined;
  plan: Plan;
  /** What was done, at the beginning of a sentence: `Removed`. */
  done: string;
  /** How it is called in the journal: `wish remove`. */
  command: string;
  /** Asked when the wishes are known, and before anything is done. */
  confirm?: ((ids: readonly string[]) => Promise<void>) | undefined;
}

type Result = { id: string } & (Outcome | { kind: "failed"; failure: Failure } | { kind: "left" });

const concurrency = 8;

/**
 * Does the same to each of some wishes, several at a time, and tells of each in the order in which they were named.
 *
 * @throws Failure of the wish where it is only one, otherwise `some_failed`; and what made it useless to go on
 */
export async function runChanges(context: Context, toDo: Change, options: ChangeOptions): Promise<void> {
  const { settings, environment, output } = context;
  const apiUrl = requireApiUrl(settings);
  const client = context.api(apiUrl);
  const texts = await readTexts(toDo.texts, environment.stdin);
  const journal = openJournal(context);
  const { list = settings.list } = toDo;
  const candidates = toDo.plan.kind === "restore" ? { list, removed: journal.removed(apiUrl) } : { list };
  const ids = [...new Set(await findIds(client, texts, candidates))];
  const keptIn = toDo.plan.kind === "change" ? toDo.plan.keptIn : undefined;
  await toDo.confirm?.(ids).catch((error: unknown) => {
    throw keptIn !== undefined && error instanceof Failure ? withHint(error, keptHint(keptIn)) : error;
  });
  const at = new Date(environment.now()).toISOString();
  const step = options.dryRun ? undefined : journal.begin({ apiUrl, command: toDo.command, at });

  const results = await environment.interrupts.finishFirst(async (interrupted) => {
    const stop = new AbortController();
    interrupted.addEventListener("abort", () => stop.abort());
    const all: Result[] = [];
    const each = (id: string) => changeOne(id, toDo.plan, { client, step, stop });
    for await (const result of pMapIterable(ids, each, { concurrency })) {
      all.push(result);
      await tell(context, result, toDo.done, options, ids.length === 1);
    }
    return all;
  });
  const failed = results.flatMap((result) => (result.kind === "failed" ? [result.failure] : []));
  const left = results.filter(({ kind }) => kind === "left").length;
  const stopping = failed.find(({ code }) => !failuresOfOneWish.has(code));
  if (keptIn !== undefined && failed[0]) throw withHint(failed[0], keptHint(keptIn));
  if (keptIn !== undefined && !options.dryRun) await rm(dirname(keptIn), { recursive: true, force: true });
  if (stopping ?? (ids.length === 1 && failed[0])) throw stopping ?? failed[0];
  if (failed.length > 0) throw new Failure("some_failed", `Not done: ${failed.length} of ${ids.length} wishes.`);
  if (left > 0) output.note([`Not begun: ${left} of ${ids.length} wishes.`]);
}

function keptHint(file: string): string {
  return `What you have written is kept in ${file}.`;
}

function withHint(failure: Failure, hint: string): Failure {
  const { code, message, hints } = failure;
  return new Failure(code, message, { hints: [...hints, hint], cause: failure });
}

async function changeOne(
  id: string,
  plan: Plan,
  { client, step, stop }: { client: ReturnType<Context["api"]>; step: StepWriter | undefined; stop: AbortController },
): Promise<Result> {
  if (stop.signal.aborted) return { id, kind: "left" };
  try {
    return { id, ...(await change(client, id, plan, step, stop.signal)) };
  } catch (error) {
    const failure = failureIn(error);
    if (!failure && stop.signal.aborted) return { id, kind: "left" };
    if (!failure) throw error;
    if (!failuresOfOneWish.has(failure.code)) stop.abort();
    return { id, kind: "failed", failure };
  }
}

async function tell(
  { output }: Context,
  result: Result,
  done: string,
  { json, dryRun }: ChangeOptions,
  isOnly: boolean,
): Promise<void> {
  if (result.kind === "left") return;
  if (result.kind === "failed") {
    const { code, message, hints } = result.failure;
    if (isOnly) return;
    if (json) await output.print([JSON.stringify({ id: result.id, error: { code, message } })]);
    else output.note([[{ text: result.id, style: "strong" }, `: ${[message, ...hints].join(" ")}`]]);
    return;
  }
  const { wish } = result;
  if (json) await output.print([JSON.stringify(wish)]);
  else if (output.columns === undefined) await output.print([wish.id]);
  else await output.print([dryRun ? sentence("Would have", done, wish) : sentence("", done, wish, result.kind)]);
}

function sentence(before: string, done: string, { id, name }: ListedWish, kind = "done"): Line {
  const verb = kind === "unchanged" ? "Left as it is:" : before ? `${before} ${done.toLowerCase()}` : done;
  return [`${verb} `, { text: name, style: "strong" }, ` (${id})`];
}

async function readTexts(texts: readonly string[], stdin: NodeJS.ReadStream): Promise<string[]> {
  const piped = texts.includes("-") ? await readLines(stdin) : [];
  const all = texts.flatMap((each) => (each === "-" ? piped : [each]));
  if (all.length > 0) return all;
  throw new Failure("wrong_usage", "No wish is named.", { hints: ["`wish list` shows the ids."] });
}

/** The first column of each line, as `wish list` prints it. */
async function readLines(stdin: NodeJS.ReadStream): Promise<string[]> {
  if (stdin.isTTY) throw new Failure("wrong_usage", "Standard input is a terminal; no ids are piped into it.");
  const lines = (await text(stdin)).split("\n").map((line) => line.split("\t", 1)[0]!.trim());
  return lines.filter((line) => line !== "");
}
