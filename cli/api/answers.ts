import type { GivenGift } from "../../service/answers.ts";
import type { OperationName } from "../../service/contract.ts";
import { type List, pickListFields } from "../../service/lists.ts";
import { pickFields, type Wish } from "../../service/wish.ts";
import { unexpectedAnswer } from "./refusal.ts";

/** A wish as a list shows it. An API other than ours may know nothing but the two. */
export type ListedWish = Pick<Wish, "id" | "name"> & Partial<Wish>;

export interface ListPage {
  wishes: ListedWish[];
  /** Names the place to go on from; `undefined` on the last page. */
  nextToken: string | undefined;
}

/** Reads the JSON that an operation answers with; `sent` is the body of the request. */
type ReadAnswer = (apiUrl: string, answer: unknown, sent: object | undefined) => unknown;

/** How the answers of the operations are read that are called here. */
export const answers = {
  list: readPage,
  // An API that answers with the id alone leaves the rest as it was sent.
  show: readWish,
  change: readWish,
  remove: () => undefined,
  lists: readListPage,
  showList: readList,
  putList: readList,
  removeList: () => undefined,
  giftLink: readGiftLink,
  gifts: readGifts,
  add: (apiUrl, answer, sent) => readWish(apiUrl, { ...sent, ...requireObject(apiUrl, answer) }),
} satisfies Partial<Record<OperationName, ReadAnswer>>;

export type AnsweredOperation = keyof typeof answers;

export type AnswerOf<Name extends AnsweredOperation> = ReturnType<(typeof answers)[Name]>;

function readPage(apiUrl: string, answer: unknown): ListPage {
  const { items, nextToken } = readItems(apiUrl, answer);
  return { wishes: items.map((item) => readWish(apiUrl, item)), nextToken };
}

function readItems(apiUrl: string, answer: unknown): { items: unknown[]; nextToken: string | undefined } {
  const { Items: items, NextToken: nextToken } = (answer ?? {}) as { Items?: unknown; NextToken?: unknown };
  if (!Array.isArray(items)) throw unexpectedAnswer(apiUrl, "has no Items");
  if (nextToken !== undefined && nextToken !== null && typeof nextToken !== "string") {
    throw unexpectedAnswer(apiUrl, "has a NextToken that is not text");
  }
  return { items, nextToken: nextToken || undefined };
}

/** Some of the lists. */
export interface ListsPage {
  lists: List[];
  nextToken: string | undefined;
}

function readListPage(apiUrl: string, answer: unknown): ListsPage {
  const { items, nextToken } = readItems(apiUrl, answer);
  return { lists: items.map((item) => readList(apiUrl, item)), nextToken };
}

function readList(apiUrl: string, value: unknown): List {
  const list = pickListFields(value ?? {});
  if (list.name !== undefined && list.version !== undefined) return list as List;
  throw unexpectedAnswer(apiUrl, "holds something that is not a list: name or version is missing");
}

/** Checks a wish of the API, and takes over what a wish has and nothing more. */
function readWish(apiUrl: string, value: unknown): ListedWish {
  const { id, name, ...others } = pickFields(value ?? {});
  if (id !== undefined && name !== undefined) return { id, name, ...others };
  throw unexpectedAnswer(apiUrl, "holds something that is not a wish: id or name is missing");
}

/** `url` is there only when its code is new. */
function readGiftLink(apiUrl: string, answer: unknown): { revealOn: string; url: URL | undefined } {
  const { revealOn, url } = (answer ?? {}) as { revealOn?: unknown; url?: unknown };
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (typeof revealOn === "string" && (url === undefined || parsed)) return { revealOn, url: parsed };
  throw unexpectedAnswer(apiUrl, "is no gift link");
}

function readGifts(apiUrl: string, answer: unknown): GivenGift[] {
  const { Items: items } = (answer ?? {}) as { Items?: unknown };
  if (Array.isArray(items) && items.every(isGivenGift)) return items;
  throw unexpectedAnswer(apiUrl, "has no Items, or some that are no gifts");
}

function isGivenGift(value: unknown): value is GivenGift {
  const { wish, quantity, claimedAt, from = "" } = (value ?? {}) as Partial<GivenGift>;
  const texts = [wish?.id, wish?.name, claimedAt, from];
  return texts.every((text) => typeof text === "string") && Number.isInteger(quantity);
}

function requireObject(apiUrl: string, answer: unknown): object {
  if (typeof answer === "object" && answer !== null) return answer;
  throw unexpectedAnswer(apiUrl, "is not a wish");
}
