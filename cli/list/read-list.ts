import type { ListedWish } from "../api/answers.ts";
import type { ListOptions, ListPart } from "../api/list-wishes.ts";
import { createMatcher, type Filter } from "./filter.ts";
import { statusesOf, type WholeList } from "./offline.ts";
import { type Order, sortWishes } from "./sort.ts";

/** Which wishes to show, and how. */
export interface Selection extends Filter, WholeList {
  /** As the API gives them when absent, which needs no wish to be kept. */
  order: Order | undefined;
  /** Whether to show only what is there more than once. */
  duplicates: boolean;
  /** The most to show; all when absent. */
  limit: number | undefined;
}

/** Reads a list from where it is: the API, or this machine. */
export type ReadWishes = (options: ListOptions) => AsyncIterable<ListPart> | Iterable<ListPart>;

/**
 * Reads a list and selects from it. Page by page, unless it is to be sorted.
 *
 * @param look is shown every wish that is read, selected or not
 * Throws as the reading does.
 */
export async function* readList(
  read: ReadWishes,
  selection: Selection,
  look: (wish: ListedWish) => void,
): AsyncGenerator<ListPart> {
  const { status, limit = Infinity } = selection;
  const order = selection.order ?? (status === "all" ? "newest" : undefined);
  const matches = createMatcher(selection);
  const selected = filterPages(readStatuses(read, selection), (wish) => {
    look(wish);
    return matches(wish);
  });
  const sorted = order ? sortPages(selected, order) : selected;
  yield* cutAt(limit, selection.duplicates ? duplicatesIn(sorted) : sorted);
}

/** Reads all wishes of a list with a status, newest first where there are several. Throws as the reading does. */
export async function readWholeList(read: ReadWishes, choice: WholeList): Promise<ListedWish[]> {
  const all = { words: [], tags: [], maxPrice: undefined, order: undefined, duplicates: false, limit: undefined };
  const wishes: ListedWish[] = [];
  for await (const part of readList(read, { ...all, ...choice }, () => {})) wishes.push(...part.wishes);
  return wishes;
}

/** Whether any wish may be left out. */
export function isFiltered({ words, tags, maxPrice, duplicates }: Selection): boolean {
  return words.length > 0 || tags.length > 0 || maxPrice !== undefined || duplicates;
}

async function* readStatuses(read: ReadWishes, selection: Selection): AsyncGenerator<ListPart> {
  const { list, status, order, limit } = selection;
  // Where the API decides what comes first, no more than that is asked for.
  const isPlain = status !== "all" && order === undefined && !isFiltered(selection);
  for (const each of statusesOf(status)) {
    const pages = read({ list, limit: isPlain ? limit : undefined, status: each });
    // An API that does not know of statuses gives the same wishes for each.
    yield* filterPages(pages, (wish) => (wish.status ?? "wanted") === each);
  }
}

async function* filterPages(
  pages: ReturnType<ReadWishes>,
  matches: (wish: ListedWish) => boolean,
): AsyncGenerator<ListPart> {
  for await (const { wishes, isCut } of pages) yield { wishes: wishes.filter(matches), isCut };
}

async function* sortPages(pages: AsyncIterable<ListPart>, order: Order): AsyncGenerator<ListPart> {
  yield { wishes: sortWishes(await readAll(pages), order), isCut: false };
}

async function* duplicatesIn(pages: AsyncIterable<ListPart>): AsyncGenerator<ListPart> {
  const { onlyDuplicates } = await import("./duplicates.ts");
  yield { wishes: onlyDuplicates(await readAll(pages)), isCut: false };
}

async function readAll(pages: AsyncIterable<ListPart>): Promise<ListedWish[]> {
  // A wish that was moved meanwhile may have been read in both of its places.
  const all = new Map<string, ListedWish>();
  for await (const { wishes } of pages) {
    for (const wish of wishes) all.set(wish.id, wish);
  }
  return [...all.values()];
}

async function* cutAt(limit: number, pages: AsyncIterable<ListPart>): AsyncGenerator<ListPart> {
  let missing = limit;
  for await (const { wishes, isCut } of pages) {
    const part = { wishes: wishes.slice(0, missing), isCut: isCut || wishes.length > missing };
    missing -= part.wishes.length;
    yield part;
    if (part.isCut) return;
  }
}
