import { maxUnitsPerSecond } from "./deployment.ts";

/** Largest accepted body of a request. */
export const maxBodyBytes = 16 * 1024;

/** Largest answer, before it is compressed. */
export const maxAnswerBytes = 256 * 1024;

/** What is kept of the largest body: Unicode's normal form and what the service adds may make it a little longer. */
const maxItemBytes = maxBodyBytes + 2 * 1024;

/** A Query reads no more than this, of which an answer may take less (DynamoDB developer guide, "Query"). */
const maxQueryBytes = 1024 * 1024;

/**
 * Bytes for one request unit. A list is read eventually consistent, at half a unit for each 4 KB.
 *
 * Source: DynamoDB developer guide, "DynamoDB read and write operations".
 */
const bytesPerUnit = { read: 8192, write: 1024 } as const;

/** The most requests of a route. */
export interface Throttle {
  ratePerSecond: number;
  /** Requests at once. */
  burst: number;
}

/** The most requests of each kind of route. */
export const throttles = {
  /** Of a route that has no limit of its own: it makes one Query at most. */
  stage: throttleFor("read", maxQueryBytes),
  add: throttleFor("write", maxItemBytes),
  /** Quick enough to take back what `wish add --from` has added, in the time that adding took. */
  change: { ratePerSecond: 50, burst: 100 },
  /** Lists are made and changed a few times a year. */
  changeOfList: { ratePerSecond: 5, burst: 20 },
  /** Feed readers come by a few times an hour. */
  feed: { ratePerSecond: 2, burst: 20 },
  /** A family chooses a few gifts a year. Each guess at a code is one request, and each claim writes all claims of a list. */
  gift: { ratePerSecond: 1, burst: 5 },
  giftView: { ratePerSecond: 2, burst: 20 },
} as const satisfies Record<string, Throttle>;

/** The rate at which requests of so many bytes each use up all units. */
function throttleFor(kind: keyof typeof maxUnitsPerSecond, bytes: number): Throttle {
  const unitsEach = Math.ceil(bytes / bytesPerUnit[kind]);
  const ratePerSecond = Math.floor(maxUnitsPerSecond[kind] / unitsEach);
  return { ratePerSecond, burst: 2 * ratePerSecond };
}
