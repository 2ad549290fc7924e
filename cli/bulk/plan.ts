import { addedNames, fieldNames, type NewWish, type Parsed, parseNewWish, sameWish } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { Failure } from "../failure.ts";
import type { Duplicates } from "../list/duplicates.ts";
import type { Entry, InputFormat } from "./read-input.ts";
import { hasOwnTime, timeInRun } from "./run-key.ts";

/** What is to be done about one place in the input. */
export interface Task extends Pick<Entry, "number" | "endBytes"> {
  toDo: { kind: "add"; wish: NewWish; createdAt: string } | { kind: "refuse"; failure: Failure };
}

export interface Planning {
  unit: InputFormat["unit"];
  runKey: string;
  /** Whether an earlier run may have had this key, so that what is on the list may be its own. */
  isRepetition: boolean;
  /** When the run began, in milliseconds since 1970. */
  startedAt: number;
  /** Reads what is on the list already; called once, with the first entry; absent where wishes may be on it twice. */
  readListed: (() => Promise<Duplicates<Listed>>) | undefined;
}

/** A wish that another one may be a duplicate of: one of the list, or one further up in the input. */
export type Listed = ListedWish | { place: string };

/** Fields that a listed wish has and a new one cannot: the list sets them. */
const listFields: ReadonlySet<string> = new Set(fieldNames.filter((name) => !addedNames.includes(name as never)));

/** Decides what to do about each entry, in the order of the input. */
export async function* planAll(entries: AsyncIterable<Entry>, planning: Planning): AsyncGenerator<Task> {
  const { runKey, startedAt, unit } = planning;
  let listed: Duplicates<Listed> | undefined;
  for await (const { number, endBytes, content } of entries) {
    listed ??= await planning.readListed?.();
    const task = (toDo: Task["toDo"]): Task => ({ number, endBytes, toDo });
    const refuse = (failure: Failure) => task({ kind: "refuse", failure });
    const parsed = "problem" in content ? content : parseListedWish(content.value);
    if ("problem" in parsed) {
      yield refuse(new Failure("invalid_wish", parsed.problem));
    } else if (!parsed.ok) {
      yield refuse(new Failure("invalid_wish", parsed.errors.map(({ message }) => message).join(" ")));
    } else {
      const { wish } = parsed;
      const { createdAt = timeInRun(runKey, number, startedAt) } = wish;
      const other = listed?.find(wish).find((each) => !isOwn(each, wish, createdAt, planning));
      listed?.add(wish, { place: `${unit.toLowerCase()} ${number}` });
      if (other) yield refuse(alreadyListed(other));
      else yield task({ kind: "add", wish, createdAt });
    }
  }
}

/** Whether a listed wish is what an earlier run with the same key has added. */
function isOwn(listed: Listed, wish: NewWish, createdAt: string, { isRepetition, runKey }: Planning): boolean {
  if (!isRepetition || "place" in listed) return false;
  // A key without a time gives a wish another one in each run.
  return listed.createdAt === createdAt || (!hasOwnTime(runKey) && sameWish(listed, wish));
}

function alreadyListed(listed: Listed): Failure {
  const what = "place" in listed ? `The same as ${listed.place}` : `On the list already: ${listed.name} (${listed.id})`;
  return new Failure("already_listed", `${what}.`);
}

/** Checks a wish by the rules for a new one, once the fields are gone that only a listed one has. */
function parseListedWish(value: unknown): Parsed<{ wish: NewWish }> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return parseNewWish(value);
  const fields = Object.entries(value).filter(([field]) => !listFields.has(field));
  return parseNewWish(Object.fromEntries(fields));
}
