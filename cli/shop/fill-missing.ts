import type { ListedWish } from "../api/answers.ts";
import type { Patch } from "../changes/change.ts";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import { requireApiUrl } from "../settings.ts";
import { createFetchPage } from "./fetch-page.ts";
import { readProduct } from "./read-product.ts";
import { fillFrom } from "./tell.ts";
import { zoneOfApi } from "./zone.ts";

/**
 * Makes what fills price and description of a wish from the page at its address, and says what it took from where.
 *
 * @param set what the person changes; that is left alone
 * @returns a patch of what is missing; it throws `page_gone` and `page_unreadable`, and `invalid_wish` without an address
 */
export function createMissing(context: Context, set: Patch, isQuiet: boolean): (wish: ListedWish) => Promise<Patch> {
  const { output, settings, timeLimit } = context;
  const fetchPage = createFetchPage(context);
  return async (wish) => {
    const typed = typeof set["url"] === "string" ? set["url"] : undefined;
    const address = typed ?? wish.url;
    if (address === undefined) throw new Failure("invalid_wish", `"${wish.name}" has no address to read.`);
    const from = typed === undefined ? await zoneOfApi(requireApiUrl(settings)) : undefined;
    const product = await fetchPage({ address, from, patience: timeLimit.begin() }, readProduct);
    const { values, lines } = fillFrom(product, (field) => wish[field] === undefined && !(field in set));
    if (!isQuiet && lines.length > 0) output.note([[{ text: wish.name, style: "strong" }, ":"], ...lines]);
    return values;
  };
}
