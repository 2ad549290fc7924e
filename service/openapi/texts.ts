import type { OperationName } from "../contract.ts";
import { maxAnswerBytes, maxBodyBytes } from "../limits.ts";
import { keptAfterRemovalDays } from "../operations/purge.ts";
import { defaultList } from "../wish.ts";
import type { parameters } from "./parameters.ts";
import type { SchemaName } from "./schemas.ts";

/** What is to be said of an operation besides what its row says. */
export interface OperationTexts {
  operationId: string;
  summary: string;
  description?: string;
  /** What the answer is when nothing goes wrong; one without a schema has no body. */
  answer: { description: string; schema?: SchemaName; isVersioned?: true };
  parameters?: readonly (keyof typeof parameters)[];
  body?: SchemaName;
  /** What the body is, where it is not JSON. */
  bodyType?: "application/x-www-form-urlencoded";
}

const pageParameters = ["list", "status", "page", "nextToken"] as const;

export const texts: Record<OperationName, OperationTexts> = {
  list: {
    operationId: "listWishes",
    summary: "Lists wishes, newest first",
    answer: {
      description: `A page of the list, of at most ${maxAnswerBytes / 1024} KiB. It may be shorter than asked for; only the last one has no NextToken.`,
      schema: "WishPage",
    },
    parameters: ["list", "status", "limit", "nextToken"],
  },
  add: {
    operationId: "addWish",
    summary: "Adds a wish",
    description: `Needs an access token of the issuer for this API, with the scope named in the metadata document. The body must not be larger than ${maxBodyBytes / 1024} KiB.`,
    answer: {
      description:
        "The wish as it is kept. Repeating a request with the same Idempotency-Key answers with the same wish.",
      schema: "Wish",
      isVersioned: true,
    },
    parameters: ["idempotencyKey"],
    body: "NewWish",
  },
  show: {
    operationId: "showWish",
    summary: "Shows one wish",
    answer: { description: "The wish.", schema: "Wish", isVersioned: true },
  },
  change: {
    operationId: "changeWish",
    summary: "Changes a wish, or brings back one that was removed",
    description: `For who has added it, and for a token with manage:wishes. The body is a merge patch (RFC 7396), as application/json: null takes a field away. Without If-Match the last change wins, field by field. For ${keptAfterRemovalDays} days after its removal, a wish comes back with {"status":"wanted"} or {"status":"got"}.`,
    answer: {
      description: "The wish as it is now. A repeat under the same Idempotency-Key changes nothing more.",
      schema: "Wish",
      isVersioned: true,
    },
    parameters: ["ifMatch", "idempotencyKey"],
    body: "WishChange",
  },
  remove: {
    operationId: "removeWish",
    summary: "Removes a wish",
    description: `For who has added it, and for a token with manage:wishes. It is gone from every list at once, and is deleted for good after ${keptAfterRemovalDays} days.`,
    answer: { description: "It is removed." },
    parameters: ["ifMatch", "idempotencyKey"],
  },
  lists: {
    operationId: "listLists",
    summary: "Lists the lists, newest first",
    description: `Without those that are unlisted. The list "${defaultList}" is always there, and stands here once somebody has said something about it.`,
    answer: { description: "A page of the lists, as of wishes.", schema: "ListPage" },
    parameters: ["limit", "nextToken"],
  },
  showList: {
    operationId: "showList",
    summary: "Shows what is said about a list",
    answer: { description: "The list, without its wishes.", schema: "List", isVersioned: true },
  },
  putList: {
    operationId: "putList",
    summary: "Makes a list, or says something else about it",
    description: `For who has made it, and for a token with manage:wishes; "${defaultList}" belongs to whoever first says something about it. What is not said is taken away. If-None-Match with * leaves a list alone that is there already.`,
    answer: { description: "The list as it is kept.", schema: "List", isVersioned: true },
    parameters: ["ifMatch", "ifNoneMatch", "idempotencyKey"],
    body: "NewList",
  },
  removeList: {
    operationId: "removeList",
    summary: "Removes a list that no wish stands on",
    description: "For who has made it, and for a token with manage:wishes. Removed wishes do not count.",
    answer: { description: "It is removed." },
    parameters: ["ifMatch", "idempotencyKey"],
  },
  metadata: {
    operationId: "describeResource",
    summary: "Tells how to sign in (RFC 9728)",
    answer: { description: "Protected resource metadata.", schema: "ResourceMetadata" },
  },
  page: {
    operationId: "showPage",
    summary: "Shows a list as a page for people",
    description:
      "In the language of Accept-Language, English where there is no other. What is most wanted comes first, then what is newest. May be two seconds old.",
    answer: { description: "The page, with up to 200 wishes.", schema: "Page" },
    parameters: pageParameters,
  },
  pageHead: {
    operationId: "headOfPage",
    summary: "Answers as GET does, without the page",
    answer: { description: "The headers of the page.", schema: "Page" },
    parameters: pageParameters,
  },
  atomFeed: {
    operationId: "followAsAtom",
    summary: "Gives the newest wishes as an Atom feed (RFC 4287)",
    answer: { description: "Up to 50 wishes, each text as plain text.", schema: "AtomFeed" },
    parameters: ["list"],
  },
  jsonFeed: {
    operationId: "followAsJson",
    summary: "Gives the newest wishes as a JSON Feed (version 1.1)",
    answer: { description: "Up to 50 wishes, each text as plain text.", schema: "JsonFeed" },
    parameters: ["list"],
  },
  giftLink: {
    operationId: "putGiftLink",
    summary: "Makes the gift link of a list, puts off its reveal date, or replaces its code",
    description:
      "For who owns the list; where nobody does, for who made the link; and for a token with manage:wishes. It says nothing of what is taken.",
    answer: {
      description: "The gift link. Only a new code is told: its hash is all that is kept.",
      schema: "GiftLink",
    },
    body: "NewGiftLink",
  },
  gifts: {
    operationId: "listGifts",
    summary: "Lists who gave what, from the reveal date on",
    description: "For whom the gift link is for. Before that day it is 403.",
    answer: { description: "What was said yes to, the first claim first.", schema: "Gifts" },
  },
  giftPage: {
    operationId: "showGiftPage",
    summary: "Shows the list to people who give, with what is free",
    description: "For who has the gift link. A wrong code is answered as one of a list that there is not.",
    answer: { description: "The page, with a form at each wish that is free.", schema: "Page" },
    parameters: ["giftList", "code", "page", "nextToken"],
  },
  claim: {
    operationId: "claimGift",
    summary: "Reserves a gift for 30 minutes, or says yes to it",
    description:
      "The same token again is the same claim, however often the form is sent. Once it was let go, it is refused.",
    answer: { description: "A page that asks for the yes, or thanks for it.", schema: "Page" },
    body: "ClaimForm",
    bodyType: "application/x-www-form-urlencoded",
  },
  releasePage: {
    operationId: "showGift",
    summary: "Shows what somebody gives, to who has the token of it",
    answer: { description: "A page with a button that lets it go.", schema: "Page" },
    parameters: ["giftList", "token"],
  },
  release: {
    operationId: "releaseGift",
    summary: "Lets a gift go, for good",
    description: "The same again is answered the same.",
    answer: { description: "A page that says so.", schema: "Page" },
    body: "ReleaseForm",
    bodyType: "application/x-www-form-urlencoded",
  },
};
