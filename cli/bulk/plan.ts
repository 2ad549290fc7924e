import {
  addedNames,
  defaultList,
  fieldNames,
  isListName,
  type NewWish,
  type Parsed,
  parseNewWish,
  sameWish,
} from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { newlyCalled } from "../changes/patch.ts";
import { patchOfRow } from "../changes/row-patch.ts";
import { Failure, failureIn } from "../failure.ts";
import type { Duplicates } from "../list/duplicates.ts";
import { withoutUsualList } from "../list/usual-list.ts";
import type { Entry, InputFormat } from "./read-input.ts";
import { hasOwnTime, timeInRun } from "./run-key.ts";

/** What is to be done about one place in the input. */
export interface Task extends Pick<Entry, "number" | "endBytes"> {
  toDo:
    | { kind: "add"; wish: NewWish; createdAt: string }
    | { kind: "change"; wish: ListedWish; row: object; fields: string[] }
    | { kind: "leave"; wish: ListedWish }
    | { kind: "refuse"; failure: Failure };
}

/** What is known of a list before the first wish of the input that is for it. */
export interface Known {
  /** The wishes that a row with their id changes. */
  byId: ReadonlyMap<string, ListedWish>;
  /** Absent where wishes may be on the list twice. */
  duplicates: Duplicates<Listed> | undefined;
}

export interface Planning {
  unit: InputFormat["unit"];
  runKey: string;
  /** The list for all wishes, where one is given, and that for wishes that name none. */
  lists: { all: string | undefined; others: string };
  /** Whether an earlier run may have had this key, so that what is on the list may be its own. */
  isRepetition: boolean;
  /** When the run began, in milliseconds since 1970. */
  startedAt: number;
  /** Called once for each list, with the first entry for it. */
  readKnown: (list: string) => Promise<Known>;
  /** Finds a wish by its id, whatever list it is on; absent where no wish is to be changed. */
  show: ((id: string) => Promise<ListedWish | undefined>) | undefined;
}

/** A wish that another one may be a duplicate of: one of the list, or one further up in the input. */
export type Listed = ListedWish | { place: string };

/** Fields that a listed wish has and a new one cannot: the list sets them. */
const listFields: ReadonlySet<string> = new Set(fieldNames.filter((name) => !addedNames.includes(name as never)));

/** Decides what to do about each entry, in the order of the input. */
export async function* planAll(entries: AsyncIterable<Entry>, planning: Planning): AsyncGenerator<Task> {
  const knownOf = new Map<string, Known | Failure>();
  const changedIn = new Map<string, string>();
  const look = async (list: string) => {
    const known = knownOf.get(list) ?? (await planning.readKnown(list).catch(noSuchList));
    knownOf.set(list, known);
    return known;
  };
  for await (const { number, endBytes, content } of entries) {
    const said = listOf(content, planning.lists);
    const there = await look(said ?? planning.lists.others);
    const wish = there instanceof Failure ? undefined : await wishOf(content, there, planning);
    // A wish of another list stays there, unless something says otherwise.
    const list = said ?? wish?.list ?? planning.lists.others;
    const known = await look(list);
    const before = wish && knownOf.get(wish.list ?? defaultList);
    const place = `${planning.unit.toLowerCase()} ${number}`;
    const toDo: Task["toDo"] =
      known instanceof Failure
        ? { kind: "refuse", failure: known }
        : plan(content, wish, {
            ...planning,
            number,
            place,
            list,
            known,
            before: before instanceof Failure ? undefined : before,
            changedIn,
          });
    yield { number, endBytes, toDo };
  }
}

/** The list that something says that an entry is for; of one that cannot be read nothing does, and it is refused later. */
function listOf(content: Entry["content"], { all }: Planning["lists"]): string | undefined {
  const said = "value" in content ? (content.value as { list?: unknown } | null)?.list : undefined;
  return all ?? (typeof said === "string" && isListName(said) ? said : undefined);
}

/** The wish that an entry changes; `undefined` where it adds one. */
async function wishOf(content: Entry["content"], { byId }: Known, { show }: Planning): Promise<ListedWish | undefined> {
  if (!("value" in content) || !isObject(content.value) || !show) return undefined;
  const { id } = content.value as { id?: unknown };
  return typeof id === "string" && id !== "" ? (byId.get(id) ?? show(id)) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list that nobody has made is no reason to leave out what is for another one. */
function noSuchList(error: unknown): Failure {
  const failure = failureIn(error);
  if (failure?.code === "no_such_list") return failure;
  throw error;
}

interface Place extends Planning {
  number: number;
  /** For people. */
  place: string;
  list: string;
  known: Known;
  /** What is known of the list that the wish to be changed is on so far. */
  before: Known | undefined;
  /** Where further up a wish is changed, by its id. */
  changedIn: Map<string, string>;
}

function plan(content: Entry["content"], wish: ListedWish | undefined, place: Place): Task["toDo"] {
  try {
    if ("problem" in content) throw new Failure("invalid_wish", content.problem);
    const { value } = content;
    const { all } = place.lists;
    return wish ? planChange({ ...(value as object), ...(all && { list: all }) }, wish, place) : planAdd(value, place);
  } catch (error) {
    if (error instanceof Failure) return { kind: "refuse", failure: error };
    throw error;
  }
}

function planChange(row: object, wish: ListedWish, { known, before, place, changedIn }: Place): Task["toDo"] {
  const above = changedIn.get(wish.id);
  if (above !== undefined) throw new Failure("invalid_wish", `The same id as in ${above}.`);
  changedIn.set(wish.id, place);
  const patch = patchOfRow(row, wish);
  const fields = Object.keys(patch);
  if (fields.length === 0) return { kind: "leave", wish };
  const called = patch.list === undefined ? newlyCalled(patch) : { ...newlyCalled(wish), ...newlyCalled(patch) };
  const isIt = (each: Listed) => !("place" in each) && each.id === wish.id;
  const other = known.duplicates?.find(called).find((each) => !isIt(each));
  if (other) throw alreadyListed(other);
  if (Object.keys(called).length > 0) {
    before?.duplicates?.remove(wish, isIt);
    known.duplicates?.add(
      { ...newlyCalled(wish), ...(patch.url === null && { url: undefined }), ...called },
      { place },
    );
  }
  return { kind: "change", wish, row, fields };
}

function planAdd(value: unknown, { runKey, number, startedAt, list, known, place, ...planning }: Place): Task["toDo"] {
  const parsed = parseListedWish(value);
  if (!parsed.ok) throw new Failure("invalid_wish", parsed.errors.map(({ message }) => message).join(" "));
  const wish = withoutUsualList({ ...parsed.wish, list });
  const { createdAt = timeInRun(runKey, number, startedAt) } = wish;
  const isOther = (each: Listed) => !isOwn(each, wish, createdAt, { runKey, ...planning });
  const other = known.duplicates?.find(wish).find(isOther);
  known.duplicates?.add(wish, { place });
  if (other) throw alreadyListed(other);
  return { kind: "add", wish, createdAt };
}

/** Whether a listed wish is what an earlier run with the same key has added. */
function isOwn(
  listed: Listed,
  wish: NewWish,
  createdAt: string,
  { isRepetition, runKey }: Pick<Planning, "isRepetition" | "runKey">,
): boolean {
  if (!isRepetition || "place" in listed) return false;
  // A key without a time gives a wish another one in each run.
  return listed.createdAt === createdAt || (!hasOwnTime(runKey) && sameWish(withoutUsualList(listed), wish));
}

function alreadyListed(listed: Listed): Failure {
  const what = "place" in listed ? `The same as ${listed.place}` : `On the list already: ${listed.name} (${listed.id})`;
  return new Failure("already_listed", `${what}.`);
}

/** Checks a wish by the rules for a new one, once the fields are gone that only a listed one has. */
export function parseListedWish(value: unknown): Parsed<{ wish: NewWish }> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return parseNewWish(value);
  const fields = Object.entries(value).filter(([field]) => !listFields.has(field));
  return parseNewWish(Object.fromEntries(fields));
}
