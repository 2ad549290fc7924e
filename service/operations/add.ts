import { createHash } from "node:crypto";

import { idempotencyKeyPattern } from "../contract.ts";
import { Failure } from "../failure.ts";
import { json, type ServiceRequest } from "../http.ts";
import type { Answer } from "../service.ts";
import { type StoredWish, theList, type WishWriter } from "../store/store.ts";
import { parseNewWish, pickFields, sameWish } from "../wish.ts";
import { readJsonBody } from "./json-body.ts";

/**
 * Adds the wish in the request's body to the list, once for each caller and idempotency key.
 *
 * Fails with `bad_request`, `body_too_large`, `unsupported_media_type`, `invalid_wish`, `forbidden` for a token without
 * `sub`, `key_reused` when the key came with another wish before, and `store_unavailable`.
 */
export function addWish(store: WishWriter, now: () => Date): Answer {
  return async (request, signal) => {
    const { subject } = request;
    if (!subject) throw new Failure("forbidden", "The token does not say who is calling: it has no sub.");
    const id = readId(request, subject);
    const parsed = parseNewWish(readJsonBody(request));
    if (!parsed.ok) {
      throw new Failure("invalid_wish", "The wish breaks a rule.", { fieldErrors: parsed.errors });
    }
    const createdAt = now().toISOString();
    const wish: StoredWish = { id, ...parsed.wish, createdAt, list: theList, addedBy: subject };
    const stored = await store.add(wish, signal);
    if (stored.addedBy !== subject || !sameWish(stored, wish)) {
      throw new Failure("key_reused", "This Idempotency-Key was used for another wish before. Use a new one.");
    }
    return json(pickFields(stored));
  };
}

/** The id that a repeated request arrives at again: from caller and key, or without a key from the request itself. */
function readId(request: ServiceRequest, subject: string): string {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return request.requestId;
  if (!idempotencyKeyPattern.test(key)) {
    throw new Failure("bad_request", "Idempotency-Key must be 1 to 64 of A-Z a-z 0-9 - _.");
  }
  // A key holds no line break, so no other subject and key give the same text.
  return createHash("sha256").update(`${key}\n${subject}`).digest("hex").slice(0, 32);
}
