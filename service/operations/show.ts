import { Failure } from "../failure.ts";
import { json } from "../http.ts";
import type { Answer } from "../service.ts";
import type { WishReader } from "../store/store.ts";
import { etagOf } from "./etag.ts";

/** Answers one wish. Fails with `not_found` for one that was removed too, and with `store_unavailable`. */
export function showWish(store: WishReader): Answer {
  return async ({ path: { id } }, signal) => {
    const wish = id ? await store.find(id, signal) : undefined;
    if (!wish) throw noSuchWish();
    return json(wish, etagOf(wish));
  };
}

export function noSuchWish(): Failure {
  return new Failure("not_found", "There is no such wish.");
}
