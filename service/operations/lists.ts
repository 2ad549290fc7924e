import { Failure } from "../failure.ts";
import { type Content, json, type ServiceRequest } from "../http.ts";
import { type List, parseNewList } from "../lists.ts";
import type { Answer } from "../service.ts";
import type { ListReader, ListWriter, StoredList } from "../store/store.ts";
import { defaultList, isListName } from "../wish.ts";
import { mayManage, requireSubject } from "./caller.ts";
import { decodeCursor } from "./cursor.ts";
import { etagOf, requireAbsence, requireMatch } from "./etag.ts";
import { nameOfChange } from "./idempotency-key.ts";
import { readJsonBody } from "./json-body.ts";
import { answerPage, readLimit } from "./paging.ts";
import { purgeTimeOf } from "./purge.ts";

export interface ListParts {
  store: ListWriter;
  now: () => Date;
  /** The scope of a token that may change what others have made; empty where no scopes are asked for. */
  manageScope: string;
}

/** A list that others change all the time is given up after so many tries. */
const mostTries = 5;

/** Answers a page of the lists that are not unlisted, the newest first. Fails with `bad_request` and `store_unavailable`. */
export function listLists(store: ListReader): Answer {
  return async ({ query: { limit, nextToken } }, signal) => {
    const after = nextToken === undefined ? undefined : decodeCursor(nextToken);
    const stored = await store.lists(readLimit(limit), after, signal);
    return answerPage(stored.lists, stored.next, ({ createdAt, name: id }) => ({ createdAt, id }));
  };
}

/** Answers one list. Fails with `no_such_list` and `store_unavailable`. */
export function showList(store: ListReader): Answer {
  return async (request, signal) => {
    const name = requireListName(request);
    const list = await store.findList(name, signal);
    if (!list) throw noSuchList(name);
    return json(list, etagOf(list));
  };
}

/**
 * Makes a list, or puts what is said of one in place of what was said before.
 *
 * Fails as the body can and with `invalid_list`, then with `forbidden` for who has not made it and `precondition_failed`,
 * in this order; and with `store_unavailable`.
 */
export function putList(parts: ListParts): Answer {
  return async (request, signal) => {
    const name = requireListName(request);
    const parsed = parseNewList(name, readJsonBody(request));
    if (!parsed.ok) throw new Failure("invalid_list", "The list breaks a rule.", { fieldErrors: parsed.errors });
    const { list } = await write(parts, request, signal, (current, time) => {
      if (current) requireAbsence(request, `There is a list "${name}" already.`);
      requireMatch(request, current?.list, "list");
      return { ...parsed.list, createdAt: current?.list.createdAt ?? time };
    });
    return json(list, etagOf(list));
  };
}

/**
 * Removes a list that no wish stands on. Fails with `no_such_list`, `forbidden` for who has not made it,
 * `precondition_failed` and `conflict` for a list that is not empty, in this order; and with `store_unavailable`.
 */
export function removeList(parts: ListParts): Answer {
  return async (request, signal): Promise<Content | undefined> => {
    const name = requireListName(request);
    await write(parts, request, signal, async (current, time) => {
      if (!current) throw noSuchList(name);
      requireMatch(request, current.list, "list");
      if (name === defaultList) throw new Failure("conflict", `The list "${name}" is always there.`);
      if (!(await parts.store.isEmpty(name, signal))) {
        throw new Failure("conflict", `There are wishes on the list "${name}". Remove them first, or move them.`);
      }
      return { ...current.list, purgeAt: purgeTimeOf(new Date(time)) };
    });
    return undefined;
  };
}

/**
 * Requires that somebody has made a list; the usual one is always there.
 *
 * @throws Failure `no_such_list`
 */
export async function requireList(store: ListWriter, name: string, signal: AbortSignal): Promise<void> {
  if (name === defaultList) return;
  const stored = await store.readList(name, signal);
  if (!stored || stored.purgeAt !== undefined) throw noSuchList(name);
}

export function noSuchList(name: string): Failure {
  return new Failure("no_such_list", `There is no list "${name}". This makes it: wish lists add ${name}`);
}

type Planned = Omit<List, "name" | "updatedAt" | "version"> & { purgeAt?: number };

/** What a request makes of a list as it is now; of none where it was removed or never made. */
type Plan = (current: StoredList | undefined, time: string) => Planned | Promise<Planned>;

async function write(
  { store, now, manageScope }: ListParts,
  request: ServiceRequest,
  signal: AbortSignal,
  plan: Plan,
): Promise<StoredList> {
  const subject = requireSubject(request);
  const name = requireListName(request);
  const changeKey = nameOfChange(request, subject);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await store.readList(name, signal);
    // The request has come before, and its answer was lost.
    if (stored?.changeKey === changeKey) return stored;
    const current = stored?.purgeAt === undefined ? stored : undefined;
    if (current && current.addedBy !== subject && !mayManage(request, manageScope)) {
      throw new Failure("forbidden", "Only who made a list may change or remove it.");
    }
    const updatedAt = now().toISOString();
    const { purgeAt, ...fields } = await plan(current, updatedAt);
    const next: StoredList = {
      // One that comes back goes on counting: the ETag of the one before must not fit it.
      list: { ...fields, name, updatedAt, version: (stored?.list.version ?? 0) + 1 },
      addedBy: current?.addedBy ?? subject,
      changeKey,
      ...(purgeAt !== undefined && { purgeAt }),
    };
    if (await store.putList(next, stored?.list.version, signal)) return next;
  }
  throw new Failure("store_unavailable", "The list is being changed by others. Try again.");
}

/** @throws Failure `no_such_list` for what no list can be called */
export function requireListName({ path: { list = "" } }: ServiceRequest): string {
  if (isListName(list)) return list;
  throw new Failure("no_such_list", "There is no such list: a name has 1 to 32 small letters, digits or hyphens.");
}
