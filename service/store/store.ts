import type { Wish } from "../wish.ts";

/** The one list there is so far. */
export const theList = "default";

/** A wish with what is kept but never shown: the list that it stands in, and the `sub` of who added it. */
export type StoredWish = Wish & { list: string; addedBy: string };

/** A place in a list: just behind this wish. */
export type Place = Pick<Wish, "createdAt" | "id">;

export interface NewestQuery {
  list: string;
  /** At most this many wishes, 1–1000; the store may return fewer. */
  limit: number;
  after?: Place;
}

/** `next` is absent where the list ends. */
export interface StoredPage {
  wishes: Wish[];
  next?: Place;
}

/**
 * Where wishes are read from.
 *
 * Throws a Failure `store_unavailable` when the store is throttled, silent or out of reach, at the latest when `signal`
 * aborts. Trying again is then safe. The same holds for {@link WishWriter}.
 */
export interface WishReader {
  /** Reads a page of a list, newest first. */
  newest(query: NewestQuery, signal: AbortSignal): Promise<StoredPage>;
}

/** Where wishes are added. */
export interface WishWriter {
  /** Adds the wish unless its id is taken, and resolves with what the store now holds under that id. */
  add(wish: StoredWish, signal: AbortSignal): Promise<StoredWish>;
}
