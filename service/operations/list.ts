import { type Answers, maxAnswerBytes, pageLimit } from "../contract.ts";
import { Failure } from "../failure.ts";
import { json } from "../http.ts";
import type { Answer } from "../service.ts";
import { type StoredPage, theList, type WishReader } from "../store/store.ts";
import { type Status, wishFields } from "../wish.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** What stands around the wishes: `Items`, `Count`, and a `NextToken` of any id. */
const envelopeBytes = 512;

/**
 * Answers a page of what is wanted, or with `status=got` of what is there already, newest first. It is cut where it would be larger than an answer may be.
 *
 * Fails with `bad_request` for a bad `limit`, `status` or `nextToken`, and with `store_unavailable`.
 */
export function listWishes(store: WishReader): Answer {
  return async ({ query: { limit, nextToken, status } }, signal) => {
    const after = nextToken === undefined ? undefined : decodeCursor(nextToken);
    const query = { list: theList, shelf: readStatus(status), limit: readLimit(limit), ...(after && { after }) };
    const stored = await store.newest(query, signal);
    const { wishes, next } = fitIntoAnswer(stored);
    const page: Answers["list"] = {
      Items: wishes,
      Count: wishes.length,
      ...(next && { NextToken: encodeCursor(next) }),
    };
    return json(page);
  };
}

/** Takes the first wishes of a page: as many as there is room for, and at least one, so that a list has an end. */
function fitIntoAnswer(page: StoredPage): StoredPage {
  let bytes = envelopeBytes;
  const tooMuch = page.wishes.findIndex((wish) => {
    bytes += Buffer.byteLength(JSON.stringify(wish)) + ",".length;
    return bytes > maxAnswerBytes;
  });
  if (tooMuch === -1) return page;
  const wishes = page.wishes.slice(0, Math.max(1, tooMuch));
  const { createdAt, id } = wishes.at(-1)!;
  return { wishes, next: { createdAt, id } };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return pageLimit.default;
  const limit = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  if (limit >= pageLimit.min && limit <= pageLimit.max) return limit;
  throw new Failure("bad_request", `limit must be a whole number from ${pageLimit.min} to ${pageLimit.max}.`);
}

function readStatus(text: string | undefined): Status {
  const { choices } = wishFields.status;
  const status = text === undefined ? choices[0] : choices.find((each) => each === text);
  if (status) return status;
  throw new Failure("bad_request", `status must be one of ${choices.join(", ")}.`);
}
