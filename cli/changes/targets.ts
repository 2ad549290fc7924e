import { defaultList, webAddress } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import type { ApiClient } from "../api/client.ts";
import { listWishes } from "../api/list-wishes.ts";
import { Failure, failureIn } from "../failure.ts";
import { fold } from "../list/filter.ts";
import { listCommand } from "../list/list-command.ts";

/** Ids as the service makes them now, and as it made them before. */
const completeId = /^(?:[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{32})$/u;

/** How many of several that a text could mean are named. */
const mostNamed = 5;

type Named = Pick<ListedWish, "id" | "name">;

interface Candidates {
  /** The list to look in. */
  list: string;
  /** Whether the words of a name will do too, as they do where nothing is changed. */
  byName?: boolean;
  /** Wishes that may be meant, although they are on the list no more. */
  removed?: readonly Named[];
}

/**
 * Finds the ids of the wishes that arguments mean: an id, the beginning of one that no other has, or the address of a
 * wish on the page. The list is read only where an argument is not a complete id.
 *
 * @throws Failure `no_such_wish` or `ambiguous`
 */
export async function findIds(
  client: ApiClient,
  texts: readonly string[],
  { list, byName = false, removed }: Candidates,
): Promise<string[]> {
  let candidates: Promise<Named[]> | undefined;
  return Promise.all(
    texts.map(async (text) => {
      const wanted = idInAddress(text) ?? text.trim();
      if (completeId.test(wanted)) return wanted;
      candidates ??= readAll(client, list).then((listed) => withRemoved(listed, removed ?? []));
      const found = findIn(await candidates, wanted, byName);
      return found ?? failUnknown(wanted, list, removed !== undefined);
    }),
  );
}

function withRemoved(listed: readonly Named[], removed: readonly Named[]): Named[] {
  const ids = new Set(listed.map(({ id }) => id));
  return [...listed, ...removed.filter(({ id }) => !ids.has(id))];
}

function findIn(wishes: readonly Named[], wanted: string, byName: boolean): string | undefined {
  if (wishes.some(({ id }) => id === wanted)) return wanted;
  const byId = wishes.filter(({ id }) => wanted !== "" && id.startsWith(wanted.toLowerCase()));
  const words = fold(wanted)
    .split(/\s+/u)
    .filter((word) => word !== "");
  const named = (name: string) => words.length > 0 && words.every((word) => fold(name).includes(word));
  const found = byId.length > 0 || !byName ? byId : wishes.filter(({ name }) => named(name));
  if (found.length <= 1) return found[0]?.id;
  throw new Failure("ambiguous", `"${wanted}" could mean ${found.length} wishes.`, {
    hints: [
      ...found.slice(0, mostNamed).map(({ id, name }) => `  ${id}  ${name}`),
      ...(found.length > mostNamed ? ["  …"] : []),
    ],
  });
}

function failUnknown(wanted: string, list: string, withRemoved: boolean): never {
  throw new Failure(
    "no_such_wish",
    `There is no wish "${wanted}"${list === defaultList ? "" : ` on the list "${list}"`}.`,
    {
      hints: [
        withRemoved
          ? "The beginning of an id is enough for what was removed on this machine; otherwise give the complete id."
          : `\`${listCommand({ list })}\` shows the ids; the beginning of one is enough.`,
      ],
    },
  );
}

/** What an API says that has no wish with an id, or cannot show one by its id at all. */
const showsNone: ReadonlySet<string | undefined> = new Set(["no_such_wish", "unexpected_answer"]);

/** Reads one wish; `undefined` where there is none with this id. */
export async function findWish({ call }: Pick<ApiClient, "call">, id: string): Promise<ListedWish | undefined> {
  try {
    return await call("show", { path: { id } });
  } catch (error) {
    if (showsNone.has(failureIn(error)?.code)) return undefined;
    throw error;
  }
}

/** Reads what is wanted on a list and what is there already. */
export async function readAll(client: ApiClient, list: string): Promise<ListedWish[]> {
  const wishes: ListedWish[] = [];
  for (const status of ["wanted", "got"] as const) {
    for await (const part of listWishes(client, { list, status })) {
      // An API that does not know of statuses gives the same wishes for each.
      wishes.push(...part.wishes.filter((wish) => (wish.status ?? "wanted") === status));
    }
  }
  return wishes;
}

/** The page has each wish under its id as the fragment. */
function idInAddress(text: string): string | undefined {
  if (!/^https?:\/\//iu.test(text)) return undefined;
  return webAddress(text)?.hash.slice(1) || undefined;
}
