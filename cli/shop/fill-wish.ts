import { type NewFieldName, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { askYesOrNo, canBeAsked } from "../auth/terminal/ask.ts";
import type { Patch } from "../changes/change.ts";
import type { Context } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import { writeValue } from "../output/field-text.ts";
import type { Line } from "../output/output.ts";
import { requireApiUrl } from "../settings.ts";
import { createFetchPage } from "./fetch-page.ts";
import { rememberPageNames } from "./page-names.ts";
import { type Product, readProduct } from "./read-product.ts";
import { zoneOfApi } from "./zone.ts";

const takenFields = ["name", "price", "description"] as const satisfies NewFieldName[];

/** So much of a value is shown: a person knows it again by that. */
const mostShown = 60;

type Texts = Partial<Record<NewFieldName, string>>;

/** A new wish after its page was read; without a name where neither a person nor the page has said one. */
export interface Filled {
  texts: Texts;
  /** Why the page has filled nothing. */
  problem?: Failure;
}

/**
 * Fills what a person has not said of a new wish from the page at its address, says what it took from where, and asks
 * on a terminal whether it is to be added.
 *
 * A page that cannot be read is no failure where there is a name, or somebody to ask for one.
 *
 * @throws Failure `wrong_usage` after a no
 */
export async function fillFromPage(
  context: Context,
  texts: Texts & { url: string },
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<Filled> {
  const { environment, output, timeLimit } = context;
  const source = { address: texts.url, from: undefined, patience: timeLimit.begin() };
  try {
    const product = await createFetchPage(context)(source, readProduct);
    if (product.name) rememberPageNames(context, { [texts.url]: product.name.value });
    const found = fillFrom(product, (field) => texts[field] === undefined);
    if (!json) output.note(found.lines);
    const filled = { ...found.texts, ...texts };
    if (filled.name === undefined)
      return nameless(filled, new Failure("page_unreadable", "The page names no product."));
    if (!yes && (await askYesOrNo(environment, `Add "${filled.name}"?`)) === "no") {
      throw new Failure("wrong_usage", "Nothing was added.");
    }
    return { texts: filled };
  } catch (error) {
    const problem = failureIn(error);
    if (problem?.code !== "page_gone" && problem?.code !== "page_unreadable") throw error;
    return nameless(texts, problem);
  }

  function nameless(kept: Texts, problem: Failure): Filled {
    const isKnown = kept.name !== undefined || canBeAsked(environment);
    if (isKnown) output.note([[{ text: problem.message, style: "warning" }], ...problem.hints]);
    return { texts: kept, problem };
  }
}

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

/** What a product fills of the fields that are still empty, as values and as the texts of their flags, and lines on it. */
function fillFrom(product: Product, isEmpty: (field: NewFieldName) => boolean) {
  const taken = takenFields.filter((field) => product[field] && isEmpty(field));
  const values = Object.fromEntries(taken.map((field) => [field, product[field]!.value]));
  const texts: Partial<Record<NewFieldName, string>> = {};
  const lines: Line[] = [];
  for (const field of taken) {
    const { value, source } = product[field]!;
    const text = writeValue<"line" | "lines" | "amount">(wishFields[field].kind, value);
    texts[field] = text;
    const line = text.replace(/\s+/gu, " ");
    const shown = line.length > mostShown ? `${line.slice(0, mostShown).replace(/[\uD800-\uDBFF]$/u, "")}…` : line;
    lines.push([`${field} `, { text: shown, style: "strong" }, `: ${source}`]);
  }
  if (product.doubt !== undefined && isEmpty("price")) lines.push(`price left out: ${product.doubt}`);
  if (product.isSoldOut) lines.push([{ text: "It is sold out there.", style: "warning" }]);
  return { values, texts, lines };
}
