import { pageLimit } from "../../service/contract.ts";
import type { Wish } from "../../service/wish.ts";
import type { Send } from "../http/message.ts";
import { readJson, refusal, unexpectedAnswer } from "./answer.ts";

/** A wish as a list shows it. An API other than ours may not say when it was added. */
export type ListedWish = Omit<Wish, "createdAt"> & Partial<Pick<Wish, "createdAt">>;

export interface ListPage {
  wishes: ListedWish[];
  /** Whether the limit is reached and the list goes on. */
  isCut: boolean;
}

/** Most lists end with the first page, so that is a large one; in small ones, a long list takes no more memory. */
const laterPageLimit = 250;

/**
 * Reads the list page by page, in the order of the API.
 *
 * The next page is on its way while the last one is used, and no other page is kept.
 *
 * @param limit the most wishes to read; all when absent
 * @throws Failure as {@link Send} does, and when the API refuses or answers with something that is not a list
 */
export async function* listWishes(send: Send, apiUrl: string, limit = Infinity): AsyncGenerator<ListPage> {
  let missing = limit;
  const seen = new Set<string>();
  let coming: Promise<ApiPage> | undefined = fetchPage(send, apiUrl, Math.min(missing, pageLimit.max), undefined);
  while (coming) {
    const { wishes, nextToken }: ApiPage = await coming;
    const isCut = wishes.length > missing || (wishes.length === missing && nextToken !== undefined);
    const page = { wishes: wishes.slice(0, missing), isCut };
    missing -= wishes.length;
    // A server that names the same place twice would keep us here for ever.
    if (nextToken !== undefined && seen.has(nextToken)) throw unexpectedAnswer(apiUrl, "repeats a page");
    if (nextToken !== undefined) seen.add(nextToken);
    const isDone: boolean = nextToken === undefined || missing <= 0;
    coming = isDone ? undefined : fetchPage(send, apiUrl, Math.min(missing, laterPageLimit), nextToken);
    // Whether it failed is looked at when its turn comes, which it does not if nobody reads on.
    coming?.catch(() => {});
    yield page;
  }
}

interface ApiPage {
  wishes: ListedWish[];
  nextToken: string | undefined;
}

async function fetchPage(send: Send, apiUrl: string, limit: number, nextToken: string | undefined): Promise<ApiPage> {
  const url = pageUrl(apiUrl, limit, nextToken);
  const response = await send({ url, method: "GET", headers: { accept: "application/json" } });
  if (response.status !== 200) throw refusal(apiUrl, response);
  return parsePage(apiUrl, readJson(apiUrl, response));
}

function pageUrl(apiUrl: string, limit: number, nextToken: string | undefined): string {
  const url = new URL(apiUrl);
  url.searchParams.set("limit", String(limit));
  if (nextToken !== undefined) url.searchParams.set("nextToken", nextToken);
  return url.href;
}

function parsePage(apiUrl: string, value: unknown): ApiPage {
  const { Items: items, NextToken: nextToken } = (value ?? {}) as { Items?: unknown; NextToken?: unknown };
  if (!Array.isArray(items)) throw unexpectedAnswer(apiUrl, "has no Items");
  if (nextToken !== undefined && nextToken !== null && typeof nextToken !== "string") {
    throw unexpectedAnswer(apiUrl, "has a NextToken that is not text");
  }
  return { wishes: items.map((item) => parseWish(apiUrl, item)), nextToken: nextToken || undefined };
}

/** Checks a wish of the API, and takes over what a wish has and nothing more. */
export function parseWish(apiUrl: string, value: unknown): ListedWish {
  const { id, name, url, description, createdAt } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== "string" || typeof name !== "string") {
    throw unexpectedAnswer(apiUrl, "holds something that is not a wish: id or name is missing");
  }
  const optional = Object.entries({ url, description, createdAt }).filter(([, text]) => typeof text === "string");
  return { id, name, ...Object.fromEntries(optional) };
}
