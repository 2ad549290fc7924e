import type { OperationName } from "./contract.ts";
import type { List } from "./lists.ts";
import type { Wish } from "./wish.ts";

/** The JSON that each operation answers with, where it is JSON of our own. */
export interface Answers extends Partial<Record<OperationName, unknown>> {
  list: WishPage;
  add: Wish;
  show: Wish;
  change: Wish;
  remove: undefined;
  lists: ListPage;
  showList: List;
  putList: List;
  removeList: undefined;
  metadata: ResourceMetadata;
  giftLink: GiftLinkAnswer;
  gifts: GivenGifts;
}

/** `NextToken` names the place to go on from, and is absent on the last page. */
export interface Page<Item> {
  Items: readonly Item[];
  Count: number;
  NextToken?: string;
}

export type WishPage = Page<Wish>;

export type ListPage = Page<List>;

/** What an owner is told of a gift link. */
export interface GiftLinkAnswer {
  list: string;
  /** The day from which on the owner may see who gives what. */
  revealOn: string;
  /** Only when its code is new: it is not kept. */
  url?: string;
}

/** Who gave what. */
export interface GivenGifts {
  list: string;
  revealOn: string;
  /** The first claim first. */
  Items: GivenGift[];
  Count: number;
}

export interface GivenGift {
  /** The name is as it began when it was claimed. */
  wish: Pick<Wish, "id" | "name">;
  quantity: number;
  claimedAt: string;
  /** Who gives it, where they have said it. */
  from?: string;
}

/** Protected resource metadata (RFC 9728 §2) with two members of our own: `audience` and `client_id`. */
export interface ResourceMetadata {
  resource: string;
  authorization_servers: string[];
  scopes_supported: string[];
  bearer_methods_supported: string[];
  resource_name: string;
  audience: string;
  client_id: string;
}
