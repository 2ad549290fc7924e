import { type Answers, pageLimit } from "../contract.ts";
import { Failure } from "../failure.ts";
import { json } from "../http.ts";
import type { Answer } from "../service.ts";
import { theList, type WishReader } from "../store/store.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/**
 * Answers a page of the list, newest first.
 *
 * Fails with `bad_request` for a bad `limit` or `nextToken`, and with `store_unavailable`.
 */
export function listWishes(store: WishReader): Answer {
  return async ({ query: { limit, nextToken } }, signal) => {
    const after = nextToken === undefined ? undefined : decodeCursor(nextToken);
    const { wishes, next } = await store.newest(
      { list: theList, limit: readLimit(limit), ...(after && { after }) },
      signal,
    );
    const page: Answers["list"] = {
      Items: wishes,
      Count: wishes.length,
      ...(next && { NextToken: encodeCursor(next) }),
    };
    return json(page);
  };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return pageLimit.default;
  const limit = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  if (limit >= pageLimit.min && limit <= pageLimit.max) return limit;
  throw new Failure("bad_request", `limit must be a whole number from ${pageLimit.min} to ${pageLimit.max}.`);
}
