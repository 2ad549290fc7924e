import type { ClaimsChange, Kept } from "./claims.ts";

/** The gift link of a list: who has its code may see what is taken, and take the rest. */
export interface GiftLink {
  codeHash: string;
  /** `sub` of who it belongs to. */
  owner: string;
  /** The day from which on the owner may see who gives what: `2027-03-03`. */
  revealOn: string;
  /** Claims from before this time were made for somebody who owned the list before, and are not shown to who does now. */
  claimsFrom?: string;
  /** When all of it is deleted for good: seconds since 1970. */
  purgeAt: number;
}

/** All that is kept of the gifts of a list: one item, so that each rule is kept by one conditional write. */
export interface Gifts extends Kept {
  link: GiftLink;
  /** Counts the changes of the claims. */
  version: number;
}

/** What is to become of a gift link; it goes through only where nothing of this was otherwise in the meantime. */
export interface LinkChange extends GiftLink {
  /** The link that there was; absent where there was none. */
  before?: GiftLink;
}

/** Where gifts are kept; what is past its time is gone at once. It fails as the stores of wishes do. */
export interface GiftStore {
  /** Reads the link without the claims, as every write before has left it: for the owner, who may not know of them. */
  readLink(list: string, now: Date, signal: AbortSignal): Promise<GiftLink | undefined>;
  /** Reads all, as every write before has left it. */
  read(list: string, now: Date, signal: AbortSignal): Promise<Gifts | undefined>;
  /** Changes the link and leaves the claims alone, or makes one without claims. */
  putLink(list: string, change: LinkChange, now: Date, signal: AbortSignal): Promise<boolean>;
  /** Changes the claims if nobody else has done so since, and the link has still the same code. `purgeAt` only grows. */
  change(
    list: string,
    before: Gifts,
    change: ClaimsChange & { purgeAt?: number },
    signal: AbortSignal,
  ): Promise<boolean>;
}
