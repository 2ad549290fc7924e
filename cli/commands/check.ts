import type { Command } from "commander";

import type { ListedWish } from "../api/answers.ts";
import { listWishes } from "../api/list-wishes.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { writeValue } from "../output/field-text.ts";
import type { Line } from "../output/output.ts";
import { tsvOf } from "../output/tsv.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";
import type { CheckedPage, PageChange } from "../shop/check-pages.ts";

interface CheckOptions extends ListChoice {
  save?: boolean;
  json?: boolean;
}

const aboutOutput = `
In a pipe, each change is a line with tabs between id, name, what has changed (price,
name, gone, sold_out), before and after. --save writes new prices, and new names where
the wish still has the one that its page had.`;

export function declareCheck(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish check", "wish check --save", "wish check --json"]))
    .addHelpText("after", aboutOutput)
    .addOption(listFlag())
    .option("--save", "change the prices and names of the wishes accordingly; `wish undo` takes it back at once")
    .option("--json", "print each change as JSON, one object a line")
    .action(async (options: CheckOptions) => {
      await runCheck(openContext(environment, command.optsWithGlobals<GlobalFlags>()), options);
    });
}

async function runCheck(context: Context, { list = context.settings.list, save, json }: CheckOptions): Promise<void> {
  const { settings, environment, output } = context;
  const wishes: ListedWish[] = [];
  for await (const part of listWishes(context.api(requireApiUrl(settings)), { list })) wishes.push(...part.wishes);
  const [{ checkPages }, { createStatusLine }] = await Promise.all([
    import("../shop/check-pages.ts"),
    import("../output/status-line.ts"),
  ]);
  const statusLine = createStatusLine(environment);
  output.beforeNotes(() => statusLine?.clear());
  const pages = await checkPages(context, wishes, (done, all) => statusLine?.show(`Read ${done} of ${all} pages…`));
  statusLine?.clear();

  for (const page of pages) await tell(context, page, json ?? false);
  const changed = pages.filter(({ changes }) => changes.length > 0);
  const failed = pages.filter(({ failure }) => failure).length;
  if (output.columns !== undefined) output.note([`Pages read: ${pages.length - failed}. Changed: ${changed.length}.`]);
  if (save) await saveChanges(context, changed);
  if (failed > 0) throw new Failure("some_failed", `Not read: ${failed} of ${pages.length} pages.`);
}

async function tell({ output }: Context, { wish, changes, failure }: CheckedPage, json: boolean): Promise<void> {
  const { id, name, url } = wish;
  if (failure && json) {
    await output.print([JSON.stringify({ id, name, url, error: { code: failure.code, message: failure.message } })]);
  } else if (failure) {
    output.note([[{ text: name, style: "strong" }, `: ${failure.message}`]]);
  }
  await output.print(
    changes.map((each): Line => {
      if (json) return JSON.stringify({ id, name, url, ...each });
      const { before, after } = textsOf(each);
      if (output.columns === undefined) return tsvOf([id, name, each.change, before, after]);
      const what = each.change.replace("_", " ");
      const values = after === "" ? "" : ` ${before || "none"} → ${after}`;
      return [{ text: name, style: "strong" }, ` (${id}): ${what}${values}`];
    }),
  );
}

function textsOf(change: PageChange): { before: string; after: string } {
  if (change.change === "name") return change;
  if (change.change !== "price") return { before: "", after: "" };
  const { before, after } = change;
  return { before: before ? writeValue("amount", before) : "", after: writeValue("amount", after) };
}

async function saveChanges(context: Context, changed: readonly CheckedPage[]): Promise<void> {
  const [{ patchOf }, { onlyDifferent }, { runChanges }] = await Promise.all([
    import("../shop/check-pages.ts"),
    import("../changes/patch.ts"),
    import("../changes/run-changes.ts"),
  ]);
  const byId = new Map(changed.map((page) => [page.wish.id, page]));
  const texts = [...byId].filter(([, page]) => Object.keys(patchOf(page)).length > 0).map(([id]) => id);
  if (texts.length === 0) return;
  const patch = (now: ListedWish) => {
    const page = byId.get(now.id)!;
    if (now.version === page.wish.version) return onlyDifferent(patchOf(page), now);
    throw new Failure("changed_meanwhile", `The wish "${now.name}" has changed meanwhile; nothing was changed.`);
  };
  // Standard output has the changes of the pages and nothing else.
  const { output } = context;
  const print = async (lines: readonly Line[]) => output.note(lines);
  const toStderr = { ...context, output: { ...output, columns: output.columns ?? Infinity, print } };
  const plan = { kind: "change", patch } as const;
  await runChanges(toStderr, { texts, plan, done: "Saved", command: "wish check --save" }, {});
}
