import type { FailureCode } from "./failure.ts";
import { type Throttle, throttles } from "./limits.ts";

/** The wishes: GET lists, POST adds; one wish is below. */
export const wishesPath = "/wish-list-service";

/** The lists that the wishes are on. */
export const listsPath = "/lists";

/** Where people read a list in a browser. */
export const pagePath = "/";

/** Where people who have the gift link of a list choose what they give. */
export const giftPath = "/g";

/** Protected resource metadata of {@link wishesPath} (RFC 9728 §3.1). */
export const metadataPath = `/.well-known/oauth-protected-resource${wishesPath}`;

/** What a token can allow. A deployment that asks for no scopes lets everybody who is signed in add. */
export const scopes = {
  create: "create:wishes",
  update: "update:wishes",
  delete: "delete:wishes",
  /** Change and remove what others have added. */
  manage: "manage:wishes",
} as const;

export type Scope = (typeof scopes)[keyof typeof scopes];

/** What all who have to do with an operation need to know of it. */
export interface Operation {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As API Gateway writes it: a path parameter stands as `{id}`. */
  path: `/${string}`;
  /** Who may call it: anybody, or whoever has a token with one of these scopes. */
  who: "anybody" | readonly Scope[];
  function: "read" | "write" | "give";
  /** Status of the answer when nothing goes wrong; 204 comes without a body. */
  status: 200 | 201 | 204;
  /** What the answer is, where it is not JSON. */
  contentType?: "text/html" | "application/atom+xml" | "application/feed+json";
  /** Whether its answers are for one person alone: nobody keeps them, and no page of another origin may read them. */
  isPrivate?: true;
  /** Its own failures; `internal` and `store_unavailable` can come of each. */
  failures: readonly FailureCode[];
  /** Whether the same request may be sent again when nobody knows what became of it: only under one `Idempotency-Key`? */
  repeatable: "always" | "with_key" | "never";
  /** Most requests, where the limit is not that of the stage. */
  throttle?: Throttle;
}

const wishPath = `${wishesPath}/{id}` as const;

const openRead = { method: "GET", who: "anybody", function: "read", status: 200, repeatable: "always" } as const;

const page = { ...openRead, path: pagePath, contentType: "text/html", failures: ["bad_request", "not_found"] } as const;

const feed = { ...openRead, failures: ["not_found"], throttle: throttles.feed } as const;

const failuresOfBody = ["bad_request", "body_too_large", "unsupported_media_type"] as const;

const listPath = `${listsPath}/{list}` as const;

const changeOfList = {
  path: listPath,
  who: [scopes.create, scopes.manage],
  function: "write",
  repeatable: "with_key",
  throttle: throttles.changeOfList,
} as const;

/** For the owner of a list. */
const ownGifts = {
  who: [scopes.update, scopes.manage],
  function: "give",
  status: 200,
  isPrivate: true,
  throttle: throttles.gift,
} as const;

/** For whoever has the gift link, or the link of a claim. */
const gift = { who: "anybody", function: "give", contentType: "text/html", isPrivate: true } as const;

const giftForm = {
  ...gift,
  method: "POST",
  failures: [...failuresOfBody, "not_found"],
  repeatable: "always",
  throttle: throttles.gift,
} as const;

const giftView = {
  ...gift,
  method: "GET",
  status: 200,
  failures: ["not_found"],
  repeatable: "always",
  throttle: throttles.giftView,
} as const;

/** The API: routes, stack, throttles, authorizer, OpenAPI document, smoke test and client read this table. */
export const operations = {
  list: { ...openRead, path: wishesPath, failures: ["bad_request", "no_such_list"] },
  add: {
    method: "POST",
    path: wishesPath,
    who: [scopes.create],
    function: "write",
    status: 201,
    failures: [...failuresOfBody, "invalid_wish", "forbidden", "no_such_list", "key_reused"],
    repeatable: "with_key",
    throttle: throttles.add,
  },
  show: { ...openRead, path: wishPath, failures: ["not_found"] },
  change: {
    method: "PATCH",
    path: wishPath,
    who: [scopes.update, scopes.manage],
    function: "write",
    status: 200,
    failures: [...failuresOfBody, "invalid_wish", "forbidden", "not_found", "no_such_list", "precondition_failed"],
    repeatable: "with_key",
    throttle: throttles.change,
  },
  remove: {
    method: "DELETE",
    path: wishPath,
    who: [scopes.delete, scopes.manage],
    function: "write",
    status: 204,
    failures: ["bad_request", "forbidden", "not_found", "precondition_failed"],
    repeatable: "with_key",
    throttle: throttles.change,
  },
  lists: { ...openRead, path: listsPath, failures: ["bad_request"] },
  showList: { ...openRead, path: listPath, failures: ["no_such_list"] },
  putList: {
    ...changeOfList,
    method: "PUT",
    status: 200,
    failures: [...failuresOfBody, "invalid_list", "forbidden", "precondition_failed"],
  },
  removeList: {
    ...changeOfList,
    method: "DELETE",
    status: 204,
    failures: ["bad_request", "forbidden", "no_such_list", "conflict", "precondition_failed"],
  },
  metadata: { ...openRead, path: metadataPath, failures: [] },
  page,
  pageHead: { ...page, method: "HEAD" },
  atomFeed: { ...feed, path: "/feed.atom", contentType: "application/atom+xml" },
  jsonFeed: { ...feed, path: "/feed.json", contentType: "application/feed+json" },
  giftLink: {
    ...ownGifts,
    method: "PUT",
    path: "/lists/{list}/gift-link",
    failures: [...failuresOfBody, "invalid_gift_link", "forbidden", "no_such_list"],
    // A code that is lost on its way is not told again.
    repeatable: "never",
  },
  gifts: {
    ...ownGifts,
    method: "GET",
    path: "/lists/{list}/gifts",
    failures: ["forbidden", "not_found"],
    repeatable: "always",
  },
  giftPage: { ...giftView, path: giftPath },
  claim: { ...giftForm, path: "/claims", status: 201, failures: [...giftForm.failures, "taken"] },
  releasePage: { ...giftView, path: "/release" },
  release: { ...giftForm, path: "/release", status: 200 },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** The operations of one function. */
export type OperationOf<Function extends Operation["function"]> = {
  [Name in OperationName]: (typeof operations)[Name]["function"] extends Function ? Name : never;
}[OperationName];

/** `METHOD /path`, as API Gateway names a route. */
export function routeKeyOf({ method, path }: Pick<Operation, "method" | "path">): string {
  return `${method} ${path}`;
}

/** Wishes in one page of a list. */
export const pageLimit = { min: 1, max: 1000, default: 1000 } as const;

/** What the id of a wish looks like; what has a `#` in it is the key of something else in the table. */
export const idPattern = /^[!"$-~]{1,128}$/u;

/** What an `Idempotency-Key` header may hold. */
export const idempotencyKeyPattern = /^[A-Za-z0-9_-]{1,64}$/u;
