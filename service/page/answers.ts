import { entityTagOf } from "../conditional.ts";
import { Failure } from "../failure.ts";
import { gzip } from "../gzip.ts";
import type { Content, ServiceRequest } from "../http.ts";
import { createKeep, type Keep } from "../keep.ts";
import type { List } from "../lists.ts";
import { decodeCursor, encodeCursor } from "../operations/cursor.ts";
import type { Answer } from "../service.ts";
import type { ListReader, NewestQuery, StoredPage, WishReader } from "../store/store.ts";
import { defaultList, isListName, type Wish, wishFields } from "../wish.ts";
import type { View } from "./address.ts";
import { lastChange, writeAtomFeed, writeJsonFeed } from "./feeds.ts";
import { inAnswers } from "./fit.ts";
import type { Markup } from "./markup.ts";
import { pageHeaders, writeFailurePage, writeListPage } from "./page.ts";
import { cardWriter, isMostWanted } from "./parts.ts";
import { type Reader, readerOf } from "./reader.ts";

/** Wishes that are read and sorted at once, at most; a Query stops at a megabyte besides. */
export const wishesRead = 1000;

const wishesOnPage = 200;

const wishesInFeed = 50;

/** Links to other lists, at most. */
const listsOnPage = 100;

/** How long a copy of a function answers from its memory: in this time it reads a list once, however many look at it. */
const keptMilliseconds = 2000;

const mostReadsKept = 20;
/** Of one read: in several languages, each page. */
const mostContentsKept = 50;

/** What was read, and what was written from it, which is kept as long. */
interface Read {
  stored: StoredPage;
  /** What is said about the list. */
  about: List | undefined;
  /** The other lists, for the page of the usual one. */
  others: readonly List[];
  contents: Keep<Content>;
}

export interface PageParts {
  store: WishReader & ListReader;
  /** Address of the API, without a slash at its end. */
  apiEndpoint: string;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The answers for people and their feed readers; all fail with `not_found` and `store_unavailable`. */
export type Pages = Record<"page" | "atomFeed" | "jsonFeed", Answer>;

export function createPages({ store, apiEndpoint, now }: PageParts): Pages {
  const reads = createKeep<Read>(keptMilliseconds, mostReadsKept, now);
  const read = (query: NewestQuery, signal: AbortSignal) =>
    reads(JSON.stringify(query), async () => {
      const isUsual = query.list === defaultList;
      const [stored, about, others] = await Promise.all([
        store.newest(query, signal),
        store.findList(query.list, signal),
        isUsual ? store.lists(listsOnPage, undefined, signal) : { lists: [] },
      ]);
      // One that was removed while somebody added to it has no title any more, and yet a wish.
      if (!about && !isUsual && stored.wishes.length === 0) throw noSuchPage();
      const contents = createKeep<Content>(Infinity, mostContentsKept, now);
      return { stored, about, others: others.lists.filter(({ name }) => name !== defaultList), contents };
    });
  const feed =
    (name: string, write: typeof writeAtomFeed): Answer =>
    async ({ query, headers }, signal) => {
      const list = readList(query["list"]);
      const reader = readerOf(headers["accept-language"]);
      const { stored, about, contents } = await read({ list, shelf: "wanted", limit: wishesInFeed }, signal);
      const { wishes } = stored;
      return contents(keyOf(name, reader), () => prepare(write({ apiEndpoint, list, about, wishes }, reader)));
    };
  return {
    async page({ query, headers }, signal) {
      const view = readView(query);
      const reader = readerOf(headers["accept-language"]);
      const { list, status: shelf, page, nextToken } = view;
      const after = nextToken === undefined ? undefined : decodeCursor(nextToken);
      const found = await read({ list, shelf, limit: wishesRead, ...(after && { after }) }, signal);
      return found.contents(keyOf(String(page), reader), () => prepare(pageOf(found, view, reader)));
    },
    atomFeed: feed("atom", writeAtomFeed),
    jsonFeed: feed("json", writeJsonFeed),
  };

  function pageOf({ stored: { wishes, next }, about, others }: Read, view: View, reader: Reader): Content {
    const { list, status, page } = view;
    const { cards, isLast } = takeCards(sorted(wishes), page, cardWriter(reader));
    const changedAt = lastChange(wishes);
    const following = isLast
      ? next && { list, status, page: 1, nextToken: encodeCursor(next) }
      : { ...view, page: page + 1 };
    const parts = {
      apiEndpoint,
      view,
      about,
      others,
      cards,
      ...(changedAt !== undefined && { changedAt }),
      ...(following && { next: following }),
    };
    return { headers: pageHeaders, body: writeListPage(parts, reader) };
  }
}

/** Says in a page why there is no other. */
export function failurePage({ code }: Failure, { headers }: ServiceRequest): Content {
  const body = writeFailurePage(code, readerOf(headers["accept-language"]));
  return { headers: { ...pageHeaders, "cache-control": "no-store", vary: "accept, accept-language" }, body };
}

function readView({ list, status = "wanted", page = "1", nextToken }: ServiceRequest["query"]): View {
  const found = wishFields.status.choices.find((each) => each === status);
  if (!found || !/^[1-9]\d{0,2}$/u.test(page)) throw noSuchPage();
  return {
    list: readList(list),
    status: found,
    page: Number(page),
    ...(nextToken !== undefined && { nextToken }),
  };
}

function readList(list = defaultList): string {
  if (isListName(list)) return list;
  throw noSuchPage();
}

export function noSuchPage(): Failure {
  return new Failure("not_found", "There is no such page.");
}

/** The most wanted first; otherwise as they were, the newest first. */
export function sorted(wishes: readonly Wish[]): Wish[] {
  return wishes.toSorted((one, other) => Number(isMostWanted(other)) - Number(isMostWanted(one)));
}

/**
 * Writes the cards of one page.
 *
 * @throws Failure `not_found` when there are not so many pages
 */
export function takeCards(wishes: readonly Wish[], page: number, write: (wish: Wish) => Markup) {
  let behind = 0;
  let number = 0;
  for (const cards of inAnswers(writeEach(wishes, write), String, wishesOnPage)) {
    number += 1;
    behind += cards.length;
    if (number === page) return { cards, isLast: behind === wishes.length };
  }
  throw noSuchPage();
}

/** Writes no more cards than are asked for. */
function* writeEach(wishes: readonly Wish[], write: (wish: Wish) => Markup): Generator<Markup> {
  for (const wish of wishes) yield write(wish);
}

function keyOf(what: string, { words, locale }: Reader): string {
  return [what, words.language, locale].join(" ");
}

/** Does once what each answer would have to do again. */
async function prepare({ headers, body }: Content): Promise<Content> {
  return { headers: { ...headers, etag: entityTagOf(body) }, body, gzip: await gzip(body) };
}
