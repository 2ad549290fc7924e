import { idPattern } from "../contract.ts";
import { Failure } from "../failure.ts";
import { json, type ServiceRequest } from "../http.ts";
import type { Answer } from "../service.ts";
import type { WishReader } from "../store/store.ts";
import { etagOf } from "./etag.ts";

/** Answers one wish. Fails with `not_found` for one that was removed too, and with `store_unavailable`. */
export function showWish(store: WishReader): Answer {
  return async (request, signal) => {
    const wish = await store.find(requireId(request), signal);
    if (!wish) throw noSuchWish();
    return json(wish, etagOf(wish));
  };
}

/** @throws Failure `not_found` for what is the id of no wish, and may be more than the store takes for one */
export function requireId({ path: { id = "" } }: ServiceRequest): string {
  if (idPattern.test(id)) return id;
  throw noSuchWish();
}

export function noSuchWish(): Failure {
  return new Failure("not_found", "There is no such wish.");
}
