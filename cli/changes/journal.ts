import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { List } from "../../service/lists.ts";
import type { ListedWish } from "../api/answers.ts";
import type { Context } from "../context.ts";

/** What was done to one wish, or to one list. */
export interface JournalEntry {
  /** Of a list, its name. */
  id: string;
  kind: "add" | "change" | "remove" | "restore" | "add-list" | "change-list" | "remove-list";
  name: string;
  /** The wish as it was; absent where it was not on the list. */
  before?: ListedWish;
  /** The list as it was; absent where there was none. */
  listBefore?: List;
  /** The fields that were changed. */
  fields?: string[];
  /** The version that it has from then on. */
  version: number;
}

/** What one command did, in the order in which it began it. */
export interface Step {
  /** Name of its file: the time it began at, and something random. */
  name: string;
  apiUrl: string;
  command: string;
  /** ISO 8601. */
  at: string;
  /** Without those that were undone. */
  entries: JournalEntry[];
}

interface WhatCame {
  version: number;
  /** Known only now where the wish could not be looked at before. */
  name?: string | undefined;
}

/** Notes what one command does. */
export interface StepWriter {
  /**
   * Notes a change before it is asked for, so that a command that is killed in between can be undone.
   *
   * @returns the note of what came of it; `undefined` when nothing did
   */
  begin(entry: JournalEntry): (outcome: WhatCame | undefined) => void;
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

type Note =
  | Pick<Step, "apiUrl" | "command" | "at">
  | { begin: number; entry: JournalEntry }
  | ({ end: number } & Partial<WhatCame>)
  | { undone: string; before: number; version?: number | undefined };

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
  const read = () => names().map((name) => ({ name, notes: readNotes(join(folder, name)) }));
  const steps = (): Step[] => {
    const files = read();
    const versions = returnedVersions(files.map(({ notes }) => notes));
    const all = files.flatMap(({ name, notes }) => readStep(name, notes, versions) ?? []);
    return all.filter(({ entries }) => entries.length > 0).toReversed();
  };
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
    steps,
    removed(apiUrl) {
      const entries = read().flatMap(({ notes }) => (headOf(notes)?.apiUrl === apiUrl ? removedIn(notes) : []));
      return [...new Map(entries.map((each) => [each.id, each])).values()];
    },
    added(apiUrl) {
      const notes = read().flatMap((file) => (headOf(file.notes)?.apiUrl === apiUrl ? file.notes : []));
      return new Set(notes.flatMap((each) => ("entry" in each && each.entry.kind === "add" ? [each.entry.id] : [])));
    },
    markUndone: ({ name }, { id, kind, before, listBefore, version }, newVersion) =>
      note(name, {
        undone: id,
        before: kind === "add" ? 0 : ((before ?? listBefore)?.version ?? version - 1),
        version: newVersion,
      }),
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

/** Two APIs may have lists of the same name. */
function versionKey(apiUrl: string, id: string, version: number): string {
  return `${apiUrl} ${id} ${version}`;
}

type VersionNow = (apiUrl: string, id: string, version: number) => number;

/** Undoing makes a new version of what is the same as an old one; what came before it is undone from there. */
function returnedVersions(files: readonly (readonly Note[])[]): VersionNow {
  const returned = new Map<string, number>();
  for (const notes of files) {
    const apiUrl = headOf(notes)?.apiUrl ?? "";
    for (const each of notes) {
      if (!("undone" in each) || each.version === undefined) continue;
      returned.set(versionKey(apiUrl, each.undone, each.before), each.version);
    }
  }
  return (apiUrl, id, version) => {
    let now = version;
    for (let next: number | undefined = now; next !== undefined; next = returned.get(versionKey(apiUrl, id, now)))
      now = next;
    return now;
  };
}

function headOf(notes: readonly Note[]) {
  return notes.find((each) => "command" in each);
}

function readNotes(path: string): Note[] {
  // The last line of a command that was killed may be half written.
  return readFileSync(path, "utf8").split("\n").flatMap(parseNote);
}

function readStep(name: string, notes: readonly Note[], versionNow: VersionNow): Step | undefined {
  const step = headOf(notes);
  if (!step) return undefined;
  const undone = new Set(notes.flatMap((each) => ("undone" in each ? [each.undone] : [])));
  const left = entriesOf(notes).filter(({ id }) => !undone.has(id));
  for (const entry of left) entry.version = versionNow(step.apiUrl, entry.id, entry.version);
  return { name, ...step, entries: left };
}

/** Undoing a removal brings a wish back, and undoing that it came to the list removes it. */
function removedIn(notes: readonly Note[]): JournalEntry[] {
  const undone = new Set(
    notes.flatMap((each) => ("undone" in each && each.version !== undefined ? [each.undone] : [])),
  );
  return entriesOf(notes).filter(({ id, kind }) =>
    undone.has(id) ? kind === "add" || kind === "restore" : kind === "remove",
  );
}

/** What a command did, undone or not. */
function entriesOf(notes: readonly Note[]): JournalEntry[] {
  const entries = new Map<number, JournalEntry>();
  for (const each of notes) {
    if ("entry" in each) entries.set(each.begin, each.entry);
    const entry = "end" in each ? entries.get(each.end) : undefined;
    if ("end" in each && each.version === undefined) entries.delete(each.end);
    else if ("end" in each && entry) {
      const { version, name = entry.name } = each;
      entries.set(each.end, { ...entry, version: version!, name: entry.before ? entry.name : name });
    }
  }
  return [...entries.values()];
}

function parseNote(line: string): Note[] {
  try {
    return [JSON.parse(line) as Note];
  } catch {
    return [];
  }
}
