import { Failure } from "../failure.ts";
import { json, type ServiceRequest } from "../http.ts";
import type { Answer } from "../service.ts";
import type { ListWriter, StoredWish, WishWriter } from "../store/store.ts";
import { defaultList, type NewWish, parseNewWish, pickFields, sameWish, type Wish } from "../wish.ts";
import { requireSubject } from "./caller.ts";
import { etagOf } from "./etag.ts";
import { randomId, repeatableId } from "./idempotency-key.ts";
import { readJsonBody } from "./json-body.ts";
import { requireList } from "./lists.ts";

/**
 * Adds the wish in the request's body to its list, once for each caller, list and idempotency key.
 *
 * Fails with `bad_request`, `body_too_large`, `unsupported_media_type`, `invalid_wish`, `forbidden` for a token without
 * `sub`, `no_such_list`, `key_reused` when the key came with another wish before, and `store_unavailable`.
 */
export function addWish(store: WishWriter & ListWriter, now: () => Date): Answer {
  return async (request, signal) => {
    const subject = requireSubject(request);
    const time = now().toISOString();
    const given = { list: defaultList, ...readNewWish(request, time) };
    const id = repeatableId(request, subject, given.list) ?? randomId();
    await requireList(store, given.list, signal);
    const wish: StoredWish = {
      wish: pickFields({ createdAt: time, ...given, id, status: "wanted", updatedAt: time, version: 1 }) as Wish,
      shelf: "wanted",
      addedBy: subject,
    };
    const stored = await store.add(wish, signal);
    // What was changed since is no other wish: only who added it has the key.
    if (stored.addedBy !== subject || (stored.wish.version === 1 && !sameWish(stored.wish, given))) {
      throw new Failure("key_reused", "This Idempotency-Key was used for another wish before. Use a new one.");
    }
    if (stored.shelf === "removed") {
      throw new Failure(
        "key_reused",
        `The wish of this Idempotency-Key was removed: ${id}. Use a new key, or bring it back.`,
      );
    }
    return json(stored.wish, etagOf(stored.wish));
  };
}

/** How far the clock of a client may be ahead. */
const clockToleranceMilliseconds = 5 * 60 * 1000;

function readNewWish(request: ServiceRequest, time: string): NewWish {
  const parsed = parseNewWish(readJsonBody(request));
  const errors = parsed.ok ? [] : parsed.errors;
  const latest = new Date(Date.parse(time) + clockToleranceMilliseconds).toISOString();
  if (parsed.ok && parsed.wish.createdAt !== undefined && parsed.wish.createdAt > latest) {
    errors.push({ field: "createdAt", message: `CreatedAt must not be in the future: it is ${time} now.` });
  }
  if (parsed.ok && errors.length === 0) return parsed.wish;
  throw new Failure("invalid_wish", "The wish breaks a rule.", { fieldErrors: errors });
}
