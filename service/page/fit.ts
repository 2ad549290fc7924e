import { maxAnswerBytes } from "../limits.ts";

/** What stands around the wishes of a page or a feed takes less than the rest. */
const maxBytes = maxAnswerBytes - 16 * 1024;

/**
 * Cuts what was written of wishes into what fits into an answer each: so many at most, and at least one.
 *
 * It is counted as it was written: what has to be escaped takes up to six times as much as it took in the table.
 */
export function* inAnswers<T>(items: Iterable<T>, textOf: (item: T) => string, most: number): Generator<T[]> {
  let part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(textOf(item));
    if (part.length === most || (part.length > 0 && bytes + size > maxBytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  yield part;
}
