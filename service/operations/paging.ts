import type { Page } from "../answers.ts";
import { pageLimit } from "../contract.ts";
import { Failure } from "../failure.ts";
import { type Content, json } from "../http.ts";
import { maxAnswerBytes } from "../limits.ts";
import type { Place } from "../store/store.ts";
import { encodeCursor } from "./cursor.ts";

/** What stands around the items: `Items`, `Count`, and a `NextToken` of any id. */
const envelopeBytes = 512;

/**
 * Answers with a page as JSON: with as many of the items as there is room for, and at least one, so that there is an end.
 *
 * @param next where the list goes on; absent where it ends
 * @param placeOf the place of an item in the list
 */
export function answerPage<T>(items: readonly T[], next: Place | undefined, placeOf: (item: T) => Place): Content {
  const whole = json(pageOf(items, next));
  if (Buffer.byteLength(whole.body) <= maxAnswerBytes) return whole;
  const fitting = items.slice(0, Math.max(1, countFitting(items)));
  return json(pageOf(fitting, placeOf(fitting.at(-1)!)));
}

function pageOf<T>(items: readonly T[], next: Place | undefined): Page<T> {
  return { Items: items, Count: items.length, ...(next && { NextToken: encodeCursor(next) }) };
}

function countFitting(items: readonly unknown[]): number {
  let bytes = envelopeBytes;
  return items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + ",".length;
    return bytes > maxAnswerBytes;
  });
}

/** @throws Failure `bad_request` */
export function readLimit(text: string | undefined): number {
  if (text === undefined) return pageLimit.default;
  const limit = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  if (limit >= pageLimit.min && limit <= pageLimit.max) return limit;
  throw new Failure("bad_request", `limit must be a whole number from ${pageLimit.min} to ${pageLimit.max}.`);
}
