import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { ListedWish } from "../api/answers.ts";
import type { Context } from "../context.ts";
import {
  addedIn,
  type JournalEntry,
  type Note,
  noteOfUndone,
  type Outcome,
  readNotes,
  removedIn,
  type Step,
  stepsLeft,
} from "./journal-notes.ts";

/** Notes what one command does. */
export interface StepWriter {
  /**
   * Notes a change before it is asked for, so that a command that is killed in between can be undone.
   *
   * @returns the note of what came of it; `undefined` when nothing did
   */
  begin(entry: JournalEntry): (outcome: Outcome | undefined) => void;
}

/** The commands of this user on this machine that have changed wishes, one file for each. */
export interface Journal {
  /** Begins a step; nothing is written before its first entry. */
  begin(step: Pick<Step, "apiUrl" | "command" | "at">): StepWriter;
  /** The steps that can be undone, newest first. */
  steps(): Step[];
  /** The wishes that were removed from an API, or of which the adding was undone, each once. */
  removed(apiUrl: string): JournalEntry[];
  /** The ids of the wishes that were added to an API, also of those of which that was undone. */
  added(apiUrl: string): ReadonlySet<string>;
  /**
   * Notes that nothing is left to be undone of an entry.
   *
   * @param version of the wish, which is by then as it was before the entry; absent where it was left alone
   */
  markUndone(step: Step, entry: JournalEntry, version?: number): void;
}

const mostSteps = 100;
const extension = ".ndjson";

/** Opens the journal of this user. Where nothing can be noted, that is said once; the command goes on, and cannot be undone. */
export function openJournal({ settings, output }: Pick<Context, "settings" | "output">): Journal {
  const folder = join(settings.stateFolder, "undo");
  let isBroken = false;
  function note(name: string, ...notes: Note[]): void {
    if (isBroken) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      appendFileSync(join(folder, name), notes.map((each) => `${JSON.stringify(each)}\n`).join(""), { mode: 0o600 });
    } catch (error) {
      isBroken = true;
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      output.note([`This cannot be undone: ${folder} cannot be written (${reason}).`]);
    }
  }
  const names = () => {
    try {
      return readdirSync(folder)
        .filter((each) => each.endsWith(extension))
        .toSorted();
    } catch {
      return [];
    }
  };
  const read = () => names().flatMap((name) => readNotes(name, readFileSync(join(folder, name), "utf8")) ?? []);
  const notesFor = (apiUrl: string) => read().flatMap((each) => (each.apiUrl === apiUrl ? [each.notes] : []));
  return {
    begin(step) {
      const name = `${step.at.replace(/[:.]/gu, "-")}-${randomUUID()}${extension}`;
      let begun = 0;
      return {
        begin(entry) {
          if (begun === 0) {
            for (const old of names().slice(0, -(mostSteps - 1))) rmSync(join(folder, old), { force: true });
            note(name, step);
          }
          begun += 1;
          const number = begun;
          note(name, { begin: number, entry });
          return (outcome) => note(name, { end: number, ...outcome });
        },
      };
    },
    steps: () => stepsLeft(read()),
    removed(apiUrl) {
      const entries = notesFor(apiUrl).flatMap(removedIn);
      return [...new Map(entries.map((each) => [each.id, each])).values()];
    },
    added: (apiUrl) => new Set(notesFor(apiUrl).flatMap(addedIn)),
    markUndone: ({ name }, entry, version) => note(name, noteOfUndone(entry, version)),
  };
}

/**
 * Notes that a wish was added, unless an earlier command has done that under the same key.
 *
 * @param added what {@link Journal.added} gives where the key may have been used before
 */
export function noteAdded(step: StepWriter, wish: ListedWish, added: ReadonlySet<string>): void {
  const { id, name, version = 1 } = wish;
  if (added.has(id) || version > 1) return;
  step.begin({ id, kind: "add", name, version })({ version });
}
