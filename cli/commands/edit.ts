import type { Command } from "commander";

import { defaultList, newFieldNames, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import type { Patch, Plan } from "../changes/change.ts";
import { checkPatch, newlyCalled, onlyDifferent } from "../changes/patch.ts";
import type { ChangeOptions } from "../changes/run-changes.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";
import { declareFieldFlags, type FieldTexts, flagOf, readFieldTexts } from "./field-flags.ts";

type FieldFlags = { [Name in keyof FieldTexts]: string | false };

type EditOptions = FieldFlags &
  ChangeOptions & { addTag?: string[]; removeTag?: string[]; fetch?: boolean; duplicate?: boolean };

const optionalFields = newFieldNames.filter((name) => !("required" in wishFields[name]));

export function declareEdit(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples([
        'wish edit 7k2f --price "39.90 EUR"',
        "wish edit 7k2f 9mzz --add-tag sport --no-description",
        "wish edit 7k2f --fetch",
        "wish edit 7k2f",
      ]),
    )
    .argument("<id...>", "id or the beginning of one; - is standard input");
  declareFieldFlags(command, { list: "the list to move it to" });
  for (const name of optionalFields) command.option(`--no-${flagOf(name).slice(2)}`, `take the ${name} away`);
  command
    .option("--add-tag <word>", "add a tag to those it has; can be given several times", collect)
    .option("--remove-tag <word>", "take a tag away; can be given several times", collect)
    .option("--fetch", "fill price and description, where they are missing, from the page at its address")
    .option("--duplicate", "change the name or the address also to one that is on the list already")
    .option("--json", "print the wish as JSON, one object a line")
    .option("--dry-run", "change nothing, and say what would be changed")
    .action(async (texts: string[], options: EditOptions) => {
      const context = openContext(environment, command.optsWithGlobals<GlobalFlags>());
      const { runChanges } = await import("../changes/run-changes.ts");
      const { ids = texts, said, ...plan } = await planOf(context, texts, givenByPerson(options, command));
      const change = {
        texts: ids,
        plan,
        done: "Changed",
        command: `wish edit ${texts.join(" ")}`,
        ...(!options.duplicate && { confirm: (changed: readonly string[]) => confirm(context, said, changed) }),
      };
      await runChanges(context, change, options);
    });
}

/** In the spelling in which tags are kept, so that each is found whatever its case. */
function collect(word: string, words: string[] = []): string[] {
  return [...words, word.toLowerCase().normalize("NFC")];
}

/** Without the `true` that commander gives every flag that has a `--no-` form. */
function givenByPerson(options: EditOptions, command: Command): EditOptions {
  const given = Object.entries(options).filter(([name]) => command.getOptionValueSource(name) !== "default");
  return Object.fromEntries(given);
}

type EditPlan = Plan & {
  ids?: readonly string[];
  /** What the person says of each wish, whatever it is now. */
  said: Patch;
};

async function planOf(context: Context, texts: readonly string[], options: EditOptions): Promise<EditPlan> {
  const { addTag = [], removeTag = [], duplicate: _duplicate, dryRun: _dryRun, ...others } = options;
  const { json = false, fetch = false, ...fields } = others;
  if (!fetch && Object.keys(fields).length === 0 && addTag.length + removeTag.length === 0) {
    const { changeInEditor } = await import("../changes/editor.ts");
    return changeInEditor(context, texts);
  }
  if (addTag.length + removeTag.length > 0 && fields.tags !== undefined) {
    throw new Failure("wrong_usage", "--tags sets all tags, so it cannot be used with --add-tag and --remove-tag.");
  }
  if (fields.description === "-") {
    if (texts.includes("-")) throw new Failure("wrong_usage", "Standard input cannot be both ids and description.");
    const { text } = await import("node:stream/consumers");
    fields.description = await text(context.environment.stdin);
  }
  const cleared = Object.fromEntries(
    optionalFields.filter((name) => fields[name] === false).map((name) => [name, null]),
  );
  const set = { ...readFieldTexts(fields as FieldTexts), ...cleared };
  const patchOf = ({ tags = [] }: Pick<ListedWish, "tags">): Patch =>
    addTag.length + removeTag.length === 0
      ? set
      : { ...set, tags: [...new Set([...tags, ...addTag])].filter((tag) => !removeTag.includes(tag)) };
  checkPatch(patchOf({}));
  if (!fetch) return { kind: "change", said: set, patch: (wish) => onlyDifferent(patchOf(wish), wish) };
  const { createMissing } = await import("../shop/fill-wish.ts");
  const missing = createMissing(context, set, json);
  return {
    kind: "change",
    said: set,
    patch: async (wish) => onlyDifferent({ ...(await missing(wish)), ...patchOf(wish) }, wish),
  };
}

/** Looks for other wishes with the new name or address, or with what a wish has on the list that it moves to. */
async function confirm(context: Context, said: Patch, changed: readonly string[]): Promise<void> {
  const called = newlyCalled(said);
  if (Object.keys(called).length === 0 && said.list === undefined) return;
  const [{ refuseDuplicate }, { findWish }, { default: pMap }] = await Promise.all([
    import("../changes/refuse-duplicate.ts"),
    import("../changes/targets.ts"),
    import("p-map"),
  ]);
  const client = context.api(requireApiUrl(context.settings));
  const calledOn = new Map<string, ReturnType<typeof newlyCalled>[]>();
  // One that is not there is told of in its turn.
  const wishes = await pMap(changed, (id) => findWish(client, id), { concurrency: 8 });
  for (const { list: before = defaultList, ...wish } of wishes.filter((each) => each !== undefined)) {
    const list = typeof said.list === "string" ? said.list : before;
    const all = calledOn.get(list) ?? [];
    calledOn.set(list, [...all, list === before ? called : { ...newlyCalled(wish), ...called }]);
  }
  for (const [list, called] of calledOn) await refuseDuplicate(context, client, called, { list, changed });
}
