import type { List } from "../../service/lists.ts";
import type { ListedWish } from "../api/answers.ts";

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

/** What came of an entry. */
export interface Outcome {
  version: number;
  /** Known only now where the wish could not be looked at before. */
  name?: string | undefined;
}

/** One line of a command's file; the first is about the command. */
export type Note =
  | Pick<Step, "apiUrl" | "command" | "at">
  | { begin: number; entry: JournalEntry }
  | ({ end: number } & Partial<Outcome>)
  | { undone: string; before: number; version?: number | undefined };

/** All that was noted of one command. */
export interface CommandNotes extends Omit<Step, "entries"> {
  notes: Note[];
}

/** Reads the file of a command; `undefined` for one that does not say of which it is. */
export function readNotes(name: string, text: string): CommandNotes | undefined {
  const notes = text.split("\n").flatMap(parseNote);
  const step = notes.find((each) => "command" in each);
  return step && { name, ...step, notes };
}

function parseNote(line: string): Note[] {
  try {
    return [JSON.parse(line) as Note];
  } catch {
    // The last line of a command that was killed may be half written.
    return [];
  }
}

/** The note that nothing is left to be undone of an entry. */
export function noteOfUndone({ id, kind, before, listBefore, version }: JournalEntry, newVersion?: number): Note {
  return {
    undone: id,
    before: kind === "add" ? 0 : ((before ?? listBefore)?.version ?? version - 1),
    version: newVersion,
  };
}

/** The steps that can be undone, the last one first. */
export function stepsLeft(commands: readonly CommandNotes[]): Step[] {
  const versionNow = returnedVersions(commands);
  const steps = commands.map(({ notes, ...step }): Step => {
    const undone = new Set(notes.flatMap((each) => ("undone" in each ? [each.undone] : [])));
    const left = entriesOf(notes).filter(({ id }) => !undone.has(id));
    for (const entry of left) entry.version = versionNow(step.apiUrl, entry.id, entry.version);
    return { ...step, entries: left };
  });
  return steps.filter(({ entries }) => entries.length > 0).toReversed();
}

/** Two APIs may have lists of the same name. */
function versionKey(apiUrl: string, id: string, version: number): string {
  return `${apiUrl} ${id} ${version}`;
}

/** Undoing makes a new version of what is the same as an old one; what came before it is undone from there. */
function returnedVersions(commands: readonly CommandNotes[]) {
  const returned = new Map<string, number>();
  for (const { apiUrl, notes } of commands) {
    for (const each of notes) {
      if (!("undone" in each) || each.version === undefined) continue;
      returned.set(versionKey(apiUrl, each.undone, each.before), each.version);
    }
  }
  return (apiUrl: string, id: string, version: number): number => {
    let now = version;
    for (let next: number | undefined = now; next !== undefined; next = returned.get(versionKey(apiUrl, id, now)))
      now = next;
    return now;
  };
}

/** What is gone now: undoing a removal brings a wish back, and undoing that it came to the list removes it. */
export function removedIn(notes: readonly Note[]): JournalEntry[] {
  const undone = new Set(
    notes.flatMap((each) => ("undone" in each && each.version !== undefined ? [each.undone] : [])),
  );
  return entriesOf(notes).filter(({ id, kind }) =>
    undone.has(id) ? kind === "add" || kind === "restore" : kind === "remove",
  );
}

/** The ids of what came to the list, also where that was undone. */
export function addedIn(notes: readonly Note[]): string[] {
  return notes.flatMap((each) => ("entry" in each && each.entry.kind === "add" ? [each.entry.id] : []));
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
