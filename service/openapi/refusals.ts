import { maxBodyBytes } from "../limits.ts";
import { reference } from "./schemas.ts";

/** The headers of answers, by their name in the document. */
export const headers = {
  RequestId: {
    description: "The gateway's name for the request, as in its log.",
    schema: { type: "string", pattern: "^[\\w+/=-]+$" },
  },
  ETag: {
    description: "The version of the wish or the list, as If-Match takes it.",
    schema: { type: "string", pattern: '^"[0-9]+"$' },
  },
  AnswerETag: {
    description: "Names the answer, as If-None-Match takes it.",
    schema: { type: "string", pattern: '^W/"[\\w-]{22}"$' },
  },
  AnyETag: {
    description: "The ETag that the answer would have.",
    schema: { type: "string", pattern: '^(W/)?"[\\w-]+"$' },
  },
  CacheControl: {
    description: "How long the answer may be kept before it is asked about again.",
    schema: { enum: ["no-cache", "public, max-age=60, stale-while-revalidate=600", "private, no-store"] },
  },
  ContentEncoding: {
    description: "The body is compressed: it has 1 KiB or more, and the client takes gzip.",
    schema: { const: "gzip" },
  },
  Vary: {
    description:
      "What of the request the answer depends on. With 1 KiB or more it is compressed for a client that takes gzip.",
    schema: { type: "string", pattern: "^accept(-encoding|-language)?(, accept(-encoding|-language)?)*$" },
  },
  Challenge: {
    description:
      "Bearer alone without a token; with error and error_description for a token that is not accepted. Its parameters are separated by spaces.",
    required: true,
    schema: { type: "string", pattern: '^Bearer( scope="[^"]*" error="invalid_token" error_description="[^"]+")?$' },
  },
  RetryAfter: {
    description: "Seconds to wait. The service sends it; the gateway's own 503 comes without.",
    schema: { type: "string", pattern: "^[0-9]+$" },
  },
};

export interface RefusalTexts {
  name: string;
  description: string;
  headers?: object;
  contentType?: string;
  /** Whether the service answers with a page where a browser asks to read. */
  isPageInBrowser?: true;
}

/** The refusals of the service and of the gateway in front of it, by status. */
export const refusals: Record<number, RefusalTexts> = {
  400: {
    name: "BadRequest",
    description:
      "The request cannot be read: list, status, limit, nextToken, Idempotency-Key, or a body that is not a JSON object.",
    isPageInBrowser: true,
  },
  401: {
    name: "Unauthorized",
    description: "No token, or one that is not accepted. The gateway sends no content type with it.",
    headers: { "www-authenticate": reference("headers", "Challenge") },
    contentType: "*/*",
  },
  403: {
    name: "Forbidden",
    description:
      "The token lacks the scope, does not say who is calling, or is not of who added the wish or made the list.",
  },
  404: { name: "NotFound", description: "There is no such route, wish, list or page.", isPageInBrowser: true },
  408: { name: "RequestTimeout", description: "The request did not arrive in time." },
  409: {
    name: "Conflict",
    description:
      "The list is not empty, or is always there; or the gift is taken by now, or is not wished for any more.",
    isPageInBrowser: true,
  },
  412: {
    name: "PreconditionFailed",
    description: "The wish or the list has another ETag by now, or the list is there already.",
  },
  413: {
    name: "BodyTooLarge",
    description: `The body is larger than ${maxBodyBytes / 1024} KiB, or than the gateway takes.`,
    isPageInBrowser: true,
  },
  415: {
    name: "UnsupportedMediaType",
    description: "The body is not application/json in UTF-8, or not a form where one is wanted.",
    isPageInBrowser: true,
  },
  422: {
    name: "Unprocessable",
    description: "The wish or the list breaks a rule, or the Idempotency-Key was used for another wish.",
  },
  431: { name: "HeadersTooLarge", description: "The headers are larger than the gateway takes." },
  500: { name: "InternalError", description: "The fault is not the client's.", isPageInBrowser: true },
  503: {
    name: "Unavailable",
    description: "The list cannot be reached right now. Trying again is safe.",
    headers: { "retry-after": reference("headers", "RetryAfter") },
    isPageInBrowser: true,
  },
};
