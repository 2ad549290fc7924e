import type { List } from "../lists.ts";
import type { Status, Wish, WishChange } from "../wish.ts";

/** Where a wish stands in its list: with what is wanted, with what is there already, or with what was removed. */
export type Shelf = Status | "removed";

/** A wish with what is kept but never shown. */
export interface StoredWish {
  wish: Wish;
  shelf: Shelf;
  /** `sub` of who added it. */
  addedBy: string;
  /** Names the change that was made last. */
  changeKey?: string;
  /** When it is deleted for good: seconds since 1970; only on the shelf `removed`. */
  purgeAt?: number;
}

/** A place in a list: just behind this wish. */
export type Place = Pick<Wish, "createdAt" | "id">;

export interface NewestQuery {
  list: string;
  shelf: Status;
  /** At most this many wishes, 1–1000; the store may return fewer. */
  limit: number;
  after?: Place;
}

/** `next` is absent where the list ends. */
export interface StoredPage {
  wishes: Wish[];
  next?: Place;
}

/** What becomes of a wish, and what must be true of it until then. */
export interface Update extends WishChange {
  id: string;
  /** The shelf that it goes to, or stays on. */
  to: Shelf;
  updatedAt: string;
  /** Names the change. It is not made again right after itself, so it may be sent again when no answer has come. */
  changeKey: string;
  purgeAt?: number;
  onlyIf: {
    list: string;
    shelf: Shelf;
    addedBy?: string;
    version?: number;
  };
}

/** A list with what is kept but never shown. */
export interface StoredList {
  list: List;
  /** `sub` of who made it. */
  addedBy: string;
  /** Names the change that was made last. */
  changeKey: string;
  /** When a list that was removed is deleted for good: seconds since 1970. */
  purgeAt?: number;
}

/** `next` names a list by its name, and is absent where there are no more. */
export interface StoredLists {
  lists: List[];
  next?: Place;
}

/**
 * Where wishes are read from.
 *
 * Throws a Failure `store_unavailable` when the store is throttled, silent or out of reach, at the latest when `signal`
 * aborts. Trying again is then safe. The same holds for {@link WishWriter}.
 */
export interface WishReader {
  /** Reads a page of a shelf, newest first. */
  newest(query: NewestQuery, signal: AbortSignal): Promise<StoredPage>;
  /** Reads a wish that was not removed. */
  find(id: string, signal: AbortSignal): Promise<Wish | undefined>;
  /** Reads a wish that stands on this list, and was not removed, as every write before has left it. */
  findOn(list: string, id: string, signal: AbortSignal): Promise<Wish | undefined>;
}

/** Where wishes are added and changed. */
export interface WishWriter {
  /** Adds the wish unless its id is taken, and resolves with what the store now holds under that id. */
  add(wish: StoredWish, signal: AbortSignal): Promise<StoredWish>;
  /** Reads a wish on any shelf, as every write before has left it. */
  read(id: string, signal: AbortSignal): Promise<StoredWish | undefined>;
  /** Changes a wish and raises its version by one; `undefined` when something is not so any more. */
  update(update: Update, signal: AbortSignal): Promise<StoredWish | undefined>;
}

/** Where lists are read from; it fails as {@link WishReader} does, and so does {@link ListWriter}. */
export interface ListReader {
  /** Reads at most so many of the lists that are not unlisted, the newest first. */
  lists(limit: number, after: Place | undefined, signal: AbortSignal): Promise<StoredLists>;
  /** Reads a list that somebody has made and nobody has removed. */
  findList(name: string, signal: AbortSignal): Promise<List | undefined>;
}

/** Who owns a list, and since when. */
export interface Ownership {
  /** `sub` of who made the list. */
  owner: string;
  since: string;
}

/** Who lists belong to; it fails as {@link WishReader} does. */
export interface OwnerReader {
  /** Reads who made a list, and when; `undefined` where nobody has, or it was removed. */
  ownerOfList(name: string, signal: AbortSignal): Promise<Ownership | undefined>;
}

/** Where lists are made, changed and removed. */
export interface ListWriter {
  /** Reads a list, also one that was removed, as every write before has left it. */
  readList(name: string, signal: AbortSignal): Promise<StoredList | undefined>;
  /** Keeps a list where it is still at this version, or with `undefined` is not there; tells whether it was. */
  putList(list: StoredList, version: number | undefined, signal: AbortSignal): Promise<boolean>;
  /** Whether no wish stands on a list; one that was added within the last second may not count yet. */
  isEmpty(list: string, signal: AbortSignal): Promise<boolean>;
}
