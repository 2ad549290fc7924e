import { pageLimit } from "../../service/contract.ts";
import type { Wish } from "../../service/wish.ts";
import type { Send } from "../http.ts";
import { readJson, refusal, unexpectedAnswer } from "./answer.ts";

/** A wish as a list shows it. An API other than ours may not say when it was added. */
export type ListedWish = Omit<Wish, "createdAt"> & Partial<Pick<Wish, "createdAt">>;

export interface ListPage {
  wishes: ListedWish[];
  /** Whether the limit is reached and the list goes on. */
  isCut: boolean;
}

/**
 * Reads the list page by page, in the order of the API.
 *
 * @param limit the most wishes to read; all when absent
 * @throws Failure as {@link Send} does, and when the API refuses or answers with something that is no list
 */
export async function* listWishes(send: Send, apiUrl: string, limit = Infinity): AsyncGenerator<ListPage> {
  let missing = limit;
  let nextToken: string | undefined;
  const seen = new Set<string>();
  do {
    const url = pageUrl(apiUrl, Math.min(missing, pageLimit.max), nextToken);
    const response = await send({ url, method: "GET", headers: { accept: "application/json" } });
    if (response.status !== 200) throw refusal(apiUrl, response);
    const page = parsePage(apiUrl, readJson(apiUrl, response));
    nextToken = page.nextToken;
    const isCut = page.wishes.length > missing || (page.wishes.length === missing && nextToken !== undefined);
    yield { wishes: page.wishes.slice(0, missing), isCut };
    missing -= page.wishes.length;
    // A server that names the same place twice would keep us here for ever.
    if (nextToken !== undefined && seen.has(nextToken)) throw unexpectedAnswer(apiUrl, "repeats a page");
    if (nextToken !== undefined) seen.add(nextToken);
  } while (nextToken !== undefined && missing > 0);
}

function pageUrl(apiUrl: string, limit: number, nextToken: string | undefined): string {
  const url = new URL(apiUrl);
  url.searchParams.set("limit", String(limit));
  if (nextToken !== undefined) url.searchParams.set("nextToken", nextToken);
  return url.href;
}

function parsePage(apiUrl: string, value: unknown): { wishes: ListedWish[]; nextToken: string | undefined } {
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
    throw unexpectedAnswer(apiUrl, "holds something that is no wish: id or name is missing");
  }
  const optional = Object.entries({ url, description, createdAt }).filter(([, text]) => typeof text === "string");
  return { id, name, ...Object.fromEntries(optional) };
}
