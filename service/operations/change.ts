import { Failure } from "../failure.ts";
import { type Content, json, type ServiceRequest } from "../http.ts";
import type { Answer } from "../service.ts";
import type { ListWriter, Shelf, StoredWish, Update, WishWriter } from "../store/store.ts";
import { parseWishChange, type WishChange } from "../wish.ts";
import { mayManage, requireSubject } from "./caller.ts";
import { etagOf, requireMatch } from "./etag.ts";
import { nameOfChange } from "./idempotency-key.ts";
import { readJsonBody } from "./json-body.ts";
import { requireList } from "./lists.ts";
import { isPurged, purgeTimeOf } from "./purge.ts";
import { noSuchWish, requireId } from "./show.ts";

export interface ChangeParts {
  store: WishWriter & ListWriter;
  now: () => Date;
  /** The scope of a token that may change what others have added; empty where no scopes are asked for. */
  manageScope: string;
}

/** A wish that others move all the time is given up after so many tries. */
const mostTries = 5;

/**
 * Changes one wish as the merge patch in the body says (RFC 7396); with `status` alone, a removed one comes back.
 *
 * Fails as the body can and with `invalid_wish`, then with `not_found`, `forbidden` for who has not added it,
 * `precondition_failed` and `no_such_list`, in this order; and with `store_unavailable`.
 */
export function changeWish(parts: ChangeParts): Answer {
  return async (request, signal) => {
    const change = readChange(request);
    const isReturn = change.set.status !== undefined && Object.keys(change.set).length + change.clear.length === 1;
    const { wish } = await update(parts, request, signal, ({ shelf }) => {
      if (shelf === "removed" && !isReturn) throw noSuchWish();
      return { ...change, to: change.set.status ?? shelf };
    });
    return json(wish, etagOf(wish));
  };
}

/** Removes one wish from every list, and keeps it for a while for who wants it back. Fails as {@link changeWish}. */
export function removeWish(parts: ChangeParts): Answer {
  return async (request, signal): Promise<Content | undefined> => {
    const purgeAt = purgeTimeOf(parts.now());
    await update(parts, request, signal, ({ shelf }) => {
      if (shelf === "removed") throw noSuchWish();
      return { set: {}, clear: [], to: "removed", purgeAt };
    });
    return undefined;
  };
}

/** What a request makes of a wish as it is now. */
type Plan = (current: StoredWish) => WishChange & { to: Shelf; purgeAt?: number };

async function update(
  { store, now, manageScope }: ChangeParts,
  request: ServiceRequest,
  signal: AbortSignal,
  plan: Plan,
): Promise<StoredWish> {
  const subject = requireSubject(request);
  const id = requireId(request);
  const changeKey = nameOfChange(request, subject);
  const manages = mayManage(request, manageScope);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const current = await store.read(id, signal);
    if (!current || isPurged(current, now())) throw noSuchWish();
    const { shelf, addedBy, wish } = current;
    const may = manages || addedBy === subject;
    if (!may && shelf === "removed") throw noSuchWish();
    if (!may) throw new Failure("forbidden", "Only who added a wish may change or remove it.");
    // The request, or its write to the store, has come before, and the answer was lost.
    if (current.changeKey === changeKey) return current;
    const planned = plan(current);
    const version = requireMatch(request, wish);
    // Where it comes to; a list may have been removed since the wish was.
    const { list = wish.list } = planned.set;
    if (list !== wish.list || shelf === "removed") await requireList(store, list, signal);
    const onlyIf: Update["onlyIf"] = {
      list: wish.list,
      shelf,
      ...(!manages && { addedBy: subject }),
      ...(version !== undefined && { version }),
    };
    const updatedAt = now().toISOString();
    const updated = await store.update({ id, ...planned, updatedAt, changeKey, onlyIf }, signal);
    if (updated) return updated;
  }
  throw new Failure("store_unavailable", "The wish is being changed by others. Try again.");
}

function readChange(request: ServiceRequest): WishChange {
  const parsed = parseWishChange(readJsonBody(request));
  if (parsed.ok) return parsed.change;
  throw new Failure("invalid_wish", "The change breaks a rule.", { fieldErrors: parsed.errors });
}
