import { pageLimit, type WishPage } from "../contract.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";
import type { WishReader } from "../store/store.ts";

/**
 * Answers a page of a list, newest first.
 *
 * @throws Failure `bad_request` for a bad `limit` or `nextToken`, `store_unavailable`.
 */
export async function listWishes(
  request: ServiceRequest,
  list: string,
  store: WishReader,
  signal: AbortSignal,
): Promise<WishPage> {
  const { nextToken } = request.query;
  const page = await store.newest(
    {
      list,
      limit: readLimit(request.query["limit"]),
      ...(nextToken !== undefined && { after: decodeCursor(nextToken) }),
    },
    signal,
  );
  return {
    Items: page.wishes,
    Count: page.wishes.length,
    ...(page.next && { NextToken: encodeCursor(page.next) }),
  };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return pageLimit.default;
  const limit = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  if (limit >= pageLimit.min && limit <= pageLimit.max) return limit;
  throw new Failure("bad_request", `limit must be a whole number from ${pageLimit.min} to ${pageLimit.max}.`);
}
