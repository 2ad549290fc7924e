import type { NewFieldName } from "../../service/wish.ts";
import { askYesOrNo, canBeAsked } from "../auth/terminal/ask.ts";
import type { Context } from "../context.ts";
import { Failure, failureIn } from "../failure.ts";
import { createFetchPage } from "./fetch-page.ts";
import { rememberPageNames } from "./page-names.ts";
import { readProduct } from "./read-product.ts";
import { fillFrom } from "./tell.ts";

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
