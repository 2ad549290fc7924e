import { type NewWish, sameWish } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import type { ApiClient } from "../api/client.ts";
import { listWishes } from "../api/list-wishes.ts";
import type { Context } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import { createDuplicates, type Duplicates } from "../list/duplicates.ts";
import { withoutUsualList } from "../list/usual-list.ts";
import { safeText } from "../output/safe-text.ts";

type Asking = Pick<Context, "environment" | "output">;

export interface DuplicateQuestion {
  /** The list that they are to be on. */
  list: string;
  /** The ids of those of them that are there already, and so cannot be in the way. */
  changed?: readonly string[];
  /** Whether an earlier try may have added them: then a wish that says the same counts as that. */
  isRepetition?: boolean;
  /** What has to go well before a person is asked, done while the list is read. */
  meanwhile?: () => Promise<void>;
}

/**
 * Makes sure that wishes are to be on a list although another one is about the same: asks a person at the terminal.
 *
 * @returns whether there is one
 * @throws Failure `already_listed` when nobody can be asked, or somebody says no
 */
export async function refuseDuplicate(
  { environment, output }: Asking,
  client: ApiClient,
  wishes: readonly Partial<NewWish>[],
  { list, changed = [], isRepetition = false, meanwhile }: DuplicateQuestion,
): Promise<boolean> {
  const reading = readDuplicates(client, list, output);
  // Whether it failed is looked at when its turn comes.
  reading.catch(() => {});
  await meanwhile?.();
  const listed = await reading;
  const isOwn = (each: ListedWish, wish: Partial<NewWish>) =>
    isRepetition && sameWish(withoutUsualList(each), wish as NewWish);
  const same = wishes.flatMap((wish) => listed.find(wish).filter((each) => !isOwn(each, wish)));
  const [found, ...others] = new Set(same.filter(({ id }) => !changed.includes(id)));
  if (!found) return false;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  const problem = `On the list already: ${found.name} (${found.id})${more}.`;
  const { askYesOrNo } = await import("../auth/terminal/ask.ts");
  const answer = await askYesOrNo(environment, `${safeText(problem)} Go on all the same?`);
  if (answer === "yes") return true;
  throw answer === "no"
    ? new Failure("already_listed", "Nothing was sent.")
    : new Failure("already_listed", problem, { hints: ["Nothing was sent. Give --duplicate to have it twice."] });
}

/** After these, adding would fail in the same way. */
const addingFails: ReadonlySet<string> = new Set(["unreachable", "timed_out", "no_such_list"]);

/**
 * Reads what is wanted, to be looked up. An API that cannot list must not keep a wish from it: that is said, and nothing is
 * found then.
 *
 * @throws Failure of the network, and `no_such_list`
 */
export async function readDuplicates(
  client: ApiClient,
  list: string,
  output: Asking["output"],
): Promise<Duplicates<ListedWish>> {
  const duplicates = createDuplicates<ListedWish>();
  try {
    for await (const { wishes } of listWishes(client, { list })) for (const each of wishes) duplicates.add(each, each);
  } catch (error) {
    const failure = failureIn(error);
    if (!failure || addingFails.has(failure.code)) throw error;
    output.note([`Not looked for duplicates, because the list could not be read. ${failure.message}`]);
  }
  return duplicates;
}
