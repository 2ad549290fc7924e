import { pageLimit } from "../../service/contract.ts";
import { defaultList, type Status } from "../../service/wish.ts";
import { Failure } from "../failure.ts";
import { listCommand } from "../list/list-command.ts";
import { answers, type ListedWish, type ListPage } from "./answers.ts";
import type { ApiClient } from "./client.ts";
import { unexpectedAnswer } from "./refusal.ts";

/** Wishes in the order of the API. */
export interface ListPart {
  wishes: ListedWish[];
  /** Whether the limit is reached and the list goes on. */
  isCut: boolean;
}

export interface ListOptions {
  /** The most wishes to read; all when absent. */
  limit?: number | undefined;
  /** Which wishes; an API that knows no other gives those that are wanted. */
  status?: Status;
  /** Which list; that of an API that knows of no lists is the usual one. */
  list?: string;
}

/** Most lists end with the first page, so that is a large one; in small ones, a long list takes no more memory. */
const laterPageLimit = 250;

/** DynamoDB may give a page without items in the middle of a list, but hardly one after another. */
const mostEmptyPages = 20;

/**
 * Reads the list page by page, in the order of the API.
 *
 * The next page is on its way while the last one is used, and no other page is kept.
 *
 * @throws Failure as {@link ApiClient} does
 */
export async function* listWishes(
  { apiUrl, lists, call }: ApiClient,
  { limit = Infinity, status, list = defaultList }: ListOptions = {},
): AsyncGenerator<ListPart> {
  let missing = limit;
  // Part of a list would not be worth keeping.
  const reading = limit === Infinity ? lists.begin(listUrl(apiUrl, { list, status })) : undefined;
  const fetchPage = (most: number, nextToken?: string) =>
    call("list", { query: { ...queryOf({ list, status }), limit: Math.min(missing, most), nextToken }, reading });
  const seen = new Set<string>();
  let emptyPages = 0;
  let coming: Promise<ListPage> | undefined = fetchPage(pageLimit.max);
  try {
    while (coming) {
      const { wishes: all, nextToken }: ListPage = await coming;
      const wishes = onList(list, all);
      const isCut = wishes.length > missing || (wishes.length === missing && nextToken !== undefined);
      const part = { wishes: wishes.slice(0, missing), isCut };
      missing -= wishes.length;
      // A server that names the same place twice would keep us here for ever.
      if (nextToken !== undefined && seen.has(nextToken)) throw unexpectedAnswer(apiUrl, "repeats a page");
      if (nextToken !== undefined) seen.add(nextToken);
      emptyPages = wishes.length > 0 ? 0 : emptyPages + 1;
      if (emptyPages > mostEmptyPages) throw unexpectedAnswer(apiUrl, "goes on without any more wishes");
      const isDone: boolean = nextToken === undefined || missing <= 0;
      coming = isDone ? undefined : fetchPage(laterPageLimit, nextToken);
      // Whether it failed is looked at when its turn comes, which it does not if nobody reads on.
      coming?.catch(() => {});
      if (isDone) reading?.finish();
      yield part;
    }
  } finally {
    reading?.abandon();
  }
}

/** What may be kept of a list on this machine: all with one status. */
export interface KeptChoice {
  list: string;
  status: Status;
}

/**
 * Reads what is kept on this machine of the last complete reading of a list.
 *
 * @throws Failure `not_kept` when there is none
 */
export function readKeptWishes({ apiUrl, lists }: Pick<ApiClient, "apiUrl" | "lists">, { list, status }: KeptChoice) {
  const kept = lists.find(listUrl(apiUrl, { list, status }));
  if (!kept) {
    throw new Failure("not_kept", "Nothing is kept of this list on this machine.", {
      hints: [`\`${listCommand({ list, status })}\` keeps it whenever it has read all of it.`],
    });
  }
  return {
    readAt: kept.readAt,
    *parts(): Generator<ListPart> {
      for (const body of kept.bodies()) {
        if (body === undefined) throw new Failure("not_kept", "What is kept of this list on this machine is damaged.");
        const { wishes } = answers.list(apiUrl, JSON.parse(body));
        yield { wishes: onList(list, wishes), isCut: false };
      }
    },
  };
}

/** An API that knows of no lists gives the same wishes for each. */
function onList(list: string, wishes: readonly ListedWish[]): ListedWish[] {
  return wishes.filter((wish) => (wish.list ?? defaultList) === list);
}

/** What is wanted on the usual list is listed unasked, also by an API that knows of no status and no list. */
function queryOf({ list, status }: { list: string; status: Status | undefined }) {
  return {
    list: list === defaultList ? undefined : list,
    status: status === "wanted" ? undefined : status,
  };
}

/** Names a list in the cache. */
function listUrl(apiUrl: string, choice: { list: string; status: Status | undefined }): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(choice))) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? apiUrl : `${apiUrl}?${query.toString()}`;
}
