import pMap from "p-map";

import { type Values, webAddress } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import type { Patch } from "../changes/change.ts";
import type { Context } from "../context.ts";
import { type Failure, failureIn } from "../failure.ts";
import { requireApiUrl } from "../settings.ts";
import { createFetchPage } from "./fetch-page.ts";
import { type PageNames, readPageNames, rememberPageNames } from "./page-names.ts";
import { type Product, readProduct } from "./read-product.ts";
import { zoneOfApi } from "./zone.ts";

/** How a page differs from its wish. */
export type PageChange =
  | { change: "price"; before: Values["amount"] | undefined; after: Values["amount"] }
  | { change: "name"; before: string; after: string }
  | { change: "gone" | "sold_out" };

/** What has become of the page of one wish. */
export interface CheckedPage {
  wish: ListedWish & { url: string };
  changes: PageChange[];
  /** Why the page could not be read. */
  failure?: Failure;
}

/** So many shops are asked at a time, each for one page after another. */
const concurrency = 4;

/**
 * Reads the pages of wishes again, and compares them.
 *
 * A name counts as changed where the wish still has the one that the page had when it was last looked at: any other was
 * given by a person.
 *
 * @param onPage called after each page
 * @returns one for each wish with an address, in the order of the wishes
 */
export async function checkPages(
  context: Context,
  wishes: readonly ListedWish[],
  onPage: (done: number, all: number) => void,
): Promise<CheckedPage[]> {
  const { settings, timeLimit } = context;
  const withPage = wishes.filter((wish): wish is CheckedPage["wish"] => webAddress(wish.url) !== undefined);
  const from = await zoneOfApi(requireApiUrl(settings));
  const fetchPage = createFetchPage(context);
  const knownNames = readPageNames(context);
  const newNames: PageNames = {};
  const checked = new Map<string, CheckedPage>();
  const checkOne = async (wish: CheckedPage["wish"]) => {
    try {
      const page = { address: wish.url, from, patience: timeLimit.beginQuietly() };
      const product = await fetchPage(page, readProduct);
      const changes = compare(wish, product, knownNames[wish.url]);
      const isRenamed = changes.some(({ change }) => change === "name");
      if (product.name && !isRenamed) newNames[wish.url] = product.name.value;
      checked.set(wish.id, { wish, changes });
    } catch (error) {
      const failure = failureIn(error);
      if (failure?.code === "page_gone") checked.set(wish.id, { wish, changes: [{ change: "gone" }] });
      else if (failure?.code === "page_unreadable") checked.set(wish.id, { wish, changes: [], failure });
      else throw error;
    }
    onPage(checked.size, withPage.length);
  };
  const checkShop = async (pages: CheckedPage["wish"][]) => {
    for (const wish of pages) await checkOne(wish);
  };
  const shops = new Map<string, CheckedPage["wish"][]>();
  for (const wish of withPage) {
    const { host } = new URL(wish.url);
    const pages = shops.get(host) ?? [];
    pages.push(wish);
    shops.set(host, pages);
  }
  await pMap(shops.values(), checkShop, { concurrency });
  rememberPageNames(context, newNames);
  return withPage.map(({ id }) => checked.get(id)!);
}

/** What to change about a wish so that it says what its page does. */
export function patchOf({ changes }: CheckedPage): Patch {
  return Object.fromEntries(changes.flatMap((each) => ("after" in each ? [[each.change, each.after]] : [])));
}

function compare(wish: ListedWish, { name, price, isSoldOut }: Product, knownName: string | undefined): PageChange[] {
  const changes: PageChange[] = [];
  if (price && !isSameAmount(wish.price, price.value)) {
    changes.push({ change: "price", before: wish.price, after: price.value });
  }
  if (name && name.value !== knownName && wish.name === knownName) {
    changes.push({ change: "name", before: wish.name, after: name.value });
  }
  if (isSoldOut) changes.push({ change: "sold_out" });
  return changes;
}

function isSameAmount(one: Values["amount"] | undefined, other: Values["amount"]): boolean {
  return one?.currency === other.currency && Number(one.amount) === Number(other.amount);
}
