import { createHash } from "node:crypto";
import { idempotencyKeyPattern } from "../contract.ts";
import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";
import { readJsonBody } from "./json-body.ts";
import type { StoredWish, WishWriter } from "../store/store.ts";
import { type NewWish, parseNewWish, type Wish } from "../wish.ts";

/**
 * Adds the wish in the request's body to a list, once for each caller and idempotency key.
 *
 * @throws Failure `bad_request`, `body_too_large`, `unsupported_media_type`, `invalid_wish`, `forbidden` for a token
 * without `sub`, `key_reused` when the key came with another wish before, `store_unavailable`.
 */
export async function addWish(
  request: ServiceRequest,
  list: string,
  store: WishWriter,
  now: Date,
  signal: AbortSignal,
): Promise<Wish> {
  if (!request.subject) throw new Failure("forbidden", "The token does not say who is calling: it has no sub.");
  const id = readId(request, request.subject);
  const parsed = parseNewWish(readJsonBody(request));
  if (!parsed.ok) {
    throw new Failure("invalid_wish", "The wish breaks a rule.", { fieldErrors: parsed.errors });
  }
  const wish: StoredWish = { id, list, ...parsed.wish, createdAt: now.toISOString(), addedBy: request.subject };
  const stored = await store.add(wish, signal);
  if (stored.addedBy !== wish.addedBy || !sameWish(stored, wish)) {
    throw new Failure("key_reused", "This Idempotency-Key was used for another wish before. Use a new one.");
  }
  return shown(stored);
}

/** The id a repeated request arrives at again: from caller and key, or without a key from the request itself. */
function readId(request: ServiceRequest, subject: string): string {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return request.requestId;
  if (!idempotencyKeyPattern.test(key)) {
    throw new Failure("bad_request", "Idempotency-Key must be 1 to 64 of A-Z a-z 0-9 - _.");
  }
  // A key holds no line break, so no other subject and key give the same text.
  return createHash("sha256").update(`${key}\n${subject}`).digest("hex").slice(0, 32);
}

function sameWish(a: NewWish, b: NewWish): boolean {
  return a.name === b.name && a.description === b.description && a.url === b.url;
}

function shown({ id, name, description, url, createdAt }: StoredWish): Wish {
  return { id, name, ...(description !== undefined && { description }), ...(url !== undefined && { url }), createdAt };
}
