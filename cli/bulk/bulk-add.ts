import { createHash } from "node:crypto";

import { pMapIterable } from "p-map";

import type { NewWish } from "../../service/wish.ts";
import { failuresOfOneWish } from "../changes/change.ts";
import { type Failure, failureIn } from "../failure.ts";
import type { Task } from "./plan.ts";

/** What became of one wish of the input. */
export type Receipt = { number: number; endBytes: number } & Outcome;

export type Outcome =
  | { kind: "added"; id: string; name: string }
  | { kind: "changed"; id: string; name: string; fields: string[] }
  /** It is on the list as the input has it. */
  | { kind: "unchanged"; id: string; name: string }
  /** It could be added or changed; nothing was sent. */
  | { kind: "checked"; would: "add"; name: string }
  | { kind: "checked"; would: "change"; id: string; name: string; fields: string[] }
  /** It was not done, and would not be the next time either. */
  | { kind: "refused"; failure: Failure }
  /** It was not done, and neither would the next one be. */
  | { kind: "stopped"; failure: Failure }
  /** Something has ended the run before this one was known to be done. */
  | { kind: "left" };

export interface BulkAdd {
  /** Absent where wishes are only to be checked. */
  send:
    | {
        /** Adds one wish under a key, and gives its id. */
        add: (wish: NewWish, idempotencyKey: string) => Promise<{ id: string }>;
        /** Changes one wish as a row of the input has it, and gives it as it is then. */
        change: (id: string, row: object) => Promise<{ name: string }>;
      }
    | undefined;
  /** Goes into every key, so that a repeat of the run finds what the first has added. */
  runKey: string;
  /** Ends the run: no wish is begun any more. Requests under way are finished. */
  stop: AbortController;
}

/** Requests at a time. */
const concurrency = 8;

/** Wishes that may be ahead of the one whose receipt is due, which may be waiting for its next attempt. */
const lookAhead = 256;

/** The failures that are about one wish; all others would meet the next one too. */
const ownFailures: Readonly<Record<"add" | "change", ReadonlySet<string>>> = {
  add: new Set(["invalid_wish", "request_refused", "no_such_list"]),
  change: failuresOfOneWish,
};

/** Adds and changes wishes, several at a time, and gives a receipt for each in the order of the input. */
export function addAll(tasks: AsyncIterable<Task>, run: BulkAdd): AsyncIterable<Receipt> {
  const handle = async (task: Task): Promise<Receipt> => {
    const { number, endBytes } = task;
    return { number, endBytes, ...(await doOne(task, run)) };
  };
  return pMapIterable(tasks, handle, { concurrency, backpressure: lookAhead });
}

async function doOne({ number, toDo }: Task, { send, runKey, stop }: BulkAdd): Promise<Outcome> {
  if (stop.signal.aborted) return { kind: "left" };
  if (toDo.kind === "refuse") return { kind: "refused", failure: toDo.failure };
  if (toDo.kind === "leave") return { kind: "unchanged", id: toDo.wish.id, name: toDo.wish.name };
  try {
    if (toDo.kind === "change") {
      const { wish, row, fields } = toDo;
      const { id, name } = wish;
      if (!send) return { kind: "checked", would: "change", id, name, fields };
      return { kind: "changed", id, fields, name: (await send.change(id, row)).name };
    }
    const { wish, createdAt } = toDo;
    if (!send) return { kind: "checked", would: "add", name: wish.name };
    const { id } = await send.add({ createdAt, ...wish }, idempotencyKey(runKey, number, wish));
    return { kind: "added", id, name: wish.name };
  } catch (error) {
    const failure = failureIn(error);
    if (failure && ownFailures[toDo.kind].has(failure.code)) return { kind: "refused", failure };
    // When another wish has stopped the run, a wait that it cut short is not a failure of this wish.
    if (!failure && stop.signal.aborted) return { kind: "left" };
    stop.abort();
    if (failure) return { kind: "stopped", failure };
    throw error;
  }
}

/**
 * The key of one wish: the same for a repeat of the same run, and another for an equal wish in another place.
 *
 * The wish is in it, so that a line that was corrected between two runs is a new one.
 */
function idempotencyKey(runKey: string, number: number, wish: NewWish): string {
  return createHash("sha256")
    .update(JSON.stringify([runKey, number, wish]))
    .digest("base64url");
}
