import { pageLimit } from "../../service/contract.ts";
import type { Status } from "../../service/wish.ts";
import { Failure } from "../failure.ts";
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
  { limit = Infinity, status }: ListOptions = {},
): AsyncGenerator<ListPart> {
  let missing = limit;
  // Part of a list would not be worth keeping.
  const reading = limit === Infinity ? lists.begin(listUrl(apiUrl, status)) : undefined;
  const fetchPage = (most: number, nextToken?: string) =>
    call("list", { query: { ...queryOf(status), limit: Math.min(missing, most), nextToken }, reading });
  const seen = new Set<string>();
  let emptyPages = 0;
  let coming: Promise<ListPage> | undefined = fetchPage(pageLimit.max);
  try {
    while (coming) {
      const { wishes, nextToken }: ListPage = await coming;
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

/**
 * Reads what is kept on this machine of the last complete reading of a list.
 *
 * @throws Failure `not_kept` when there is none
 */
export function readKeptWishes({ apiUrl, lists }: Pick<ApiClient, "apiUrl" | "lists">, status: Status) {
  const kept = lists.find(listUrl(apiUrl, status));
  if (!kept) {
    throw new Failure("not_kept", "Nothing is kept of this list on this machine.", {
      hints: [`\`wish list${status === "got" ? " --status got" : ""}\` keeps it whenever it has read all of it.`],
    });
  }
  return {
    readAt: kept.readAt,
    *parts(): Generator<ListPart> {
      for (const body of kept.bodies()) {
        const { wishes } = answers.list(apiUrl, JSON.parse(body));
        yield { wishes, isCut: false };
      }
    },
  };
}

/** What is wanted is listed unasked, also by an API that knows of no status. */
function queryOf(status: Status | undefined) {
  return { status: status === "wanted" ? undefined : status };
}

/** Names a list in the cache. */
function listUrl(apiUrl: string, status: Status | undefined): string {
  const { status: asked } = queryOf(status);
  return asked === undefined ? apiUrl : `${apiUrl}?status=${asked}`;
}
