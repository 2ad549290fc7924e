import { pageLimit } from "../contract.ts";
import { Failure } from "../failure.ts";
import { maxAnswerBytes } from "../limits.ts";
import type { Place } from "../store/store.ts";

/** What stands around the items: `Items`, `Count`, and a `NextToken` of any id. */
const envelopeBytes = 512;

/** Takes the first items of a page: as many as there is room for, and at least one, so that there is an end. */
export function fitIntoAnswer<T>(
  items: readonly T[],
  next: Place | undefined,
  placeOf: (item: T) => Place,
): { items: readonly T[]; next: Place | undefined } {
  let bytes = envelopeBytes;
  const tooMuch = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + ",".length;
    return bytes > maxAnswerBytes;
  });
  if (tooMuch === -1) return { items, next };
  const fitting = items.slice(0, Math.max(1, tooMuch));
  return { items: fitting, next: placeOf(fitting.at(-1)!) };
}

/** @throws Failure `bad_request` */
export function readLimit(text: string | undefined): number {
  if (text === undefined) return pageLimit.default;
  const limit = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  if (limit >= pageLimit.min && limit <= pageLimit.max) return limit;
  throw new Failure("bad_request", `limit must be a whole number from ${pageLimit.min} to ${pageLimit.max}.`);
}
