import { idempotencyKeyPattern, pageLimit } from "../contract.ts";
import { codePattern } from "../gifts/codes.ts";
import { defaultList, wishFields } from "../wish.ts";

/** The parameters of requests, by their name in the document. */
export const parameters = {
  list: {
    name: "list",
    in: "query",
    description: "Which list.",
    schema: { type: "string", pattern: "^[a-z0-9-]{1,32}$", default: defaultList },
  },
  giftList: {
    name: "list",
    in: "query",
    required: true,
    description: "Which list.",
    schema: { type: "string", pattern: "^[a-z0-9-]{1,32}$" },
  },
  code: {
    name: "code",
    in: "query",
    required: true,
    description: "The secret of the gift link.",
    schema: { type: "string", pattern: codePattern.source },
  },
  token: {
    name: "token",
    in: "query",
    required: true,
    description: "The secret of the claim.",
    schema: { type: "string", pattern: codePattern.source },
  },
  page: {
    name: "page",
    in: "query",
    description: "Which page of the wishes that are read at once, counted from 1.",
    schema: { type: "integer", minimum: 1, maximum: 999, default: 1 },
  },
  status: {
    name: "status",
    in: "query",
    description: "Which wishes: those that are wanted, or those that are there already.",
    schema: { enum: wishFields.status.choices, default: wishFields.status.choices[0] },
  },
  ifMatch: {
    name: "If-Match",
    in: "header",
    description: "The ETag that the wish or the list must still have.",
    schema: { type: "string", minLength: 1 },
  },
  ifNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "With *, there must be no such list yet.",
    schema: { const: "*" },
  },
  limit: {
    name: "limit",
    in: "query",
    description: "Wishes in one page, at most.",
    schema: { type: "integer", minimum: pageLimit.min, maximum: pageLimit.max, default: pageLimit.default },
  },
  nextToken: {
    name: "nextToken",
    in: "query",
    description: "The NextToken of the page before.",
    schema: { type: "string", minLength: 1 },
  },
  idempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Makes it safe to repeat the request: under one key of one caller, a wish is added to a list, and a wish or list is changed, only once.",
    schema: { type: "string", pattern: idempotencyKeyPattern.source },
  },
};
