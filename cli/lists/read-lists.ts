import type { List } from "../../service/lists.ts";
import { defaultList } from "../../service/wish.ts";
import type { ApiClient } from "../api/client.ts";
import { unexpectedAnswer } from "../api/refusal.ts";
import { failureIn } from "../failure.ts";

/** A list as it is shown; of the usual one nothing may be said yet. */
export type ShownList = Pick<List, "name"> & Partial<List>;

/** Reads all lists that are not unlisted, the newest first; the usual one is always among them. */
export async function readLists({ apiUrl, call }: ApiClient): Promise<ShownList[]> {
  const lists: ShownList[] = [];
  const seen = new Set<string>();
  for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken !== undefined; isFirst = false) {
    const page = await call("lists", { query: { nextToken } });
    lists.push(...page.lists);
    ({ nextToken } = page);
    // A server that names the same place twice would keep us here for ever.
    if (nextToken !== undefined && seen.has(nextToken)) throw unexpectedAnswer(apiUrl, "repeats a page");
    if (nextToken !== undefined) seen.add(nextToken);
  }
  return lists.some(({ name }) => name === defaultList) ? lists : [...lists, { name: defaultList }];
}

/**
 * Reads what is said about a list; `undefined` of the usual one, where nobody has said anything yet.
 *
 * @throws Failure `no_such_list`
 */
export async function findList({ call }: ApiClient, name: string): Promise<List | undefined> {
  try {
    return await call("showList", { path: { list: name } });
  } catch (error) {
    if (name === defaultList && failureIn(error)?.code === "no_such_list") return undefined;
    throw error;
  }
}
