import { Failure } from "../failure.ts";
import type { Answer } from "../service.ts";
import type { ListReader, WishReader } from "../store/store.ts";
import { defaultList, isListName, type Status, wishFields } from "../wish.ts";
import { decodeCursor } from "./cursor.ts";
import { noSuchList } from "./lists.ts";
import { answerPage, readLimit } from "./paging.ts";

/**
 * Answers a page of what is wanted on a list, or with `status=got` of what is there already, newest first. It is cut where it would be larger than an answer may be.
 *
 * Fails with `bad_request` for a bad `list`, `limit`, `status` or `nextToken`, with `no_such_list`, and with
 * `store_unavailable`.
 */
export function listWishes(store: WishReader & ListReader): Answer {
  return async ({ query }, signal) => {
    const { nextToken } = query;
    const after = nextToken === undefined ? undefined : decodeCursor(nextToken);
    const list = readListName(query["list"]);
    const shelf = readStatus(query["status"]);
    const stored = await store.newest(
      { list, shelf, limit: readLimit(query["limit"]), ...(after && { after }) },
      signal,
    );
    // Asked only here, so that most reads of a list cost no more for it.
    const mayBeMissing = stored.wishes.length === 0 && list !== defaultList;
    if (mayBeMissing && !(await store.findList(list, signal))) throw noSuchList(list);
    return answerPage(stored.wishes, stored.next, ({ createdAt, id }) => ({ createdAt, id }));
  };
}

function readListName(text = defaultList): string {
  if (isListName(text)) return text;
  throw new Failure("bad_request", "list must be 1 to 32 small letters, digits or hyphens.");
}

function readStatus(text: string | undefined): Status {
  const { choices } = wishFields.status;
  const status = text === undefined ? choices[0] : choices.find((each) => each === text);
  if (status) return status;
  throw new Failure("bad_request", `status must be one of ${choices.join(", ")}.`);
}
