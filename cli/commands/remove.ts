import type { Command } from "commander";

import type { ChangeOptions } from "../changes/run-changes.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import type { GlobalFlags } from "../settings.ts";

interface RemoveOptions extends ChangeOptions, ListChoice {
  yes?: boolean;
}

/** From so many on it is asked first. */
const fewestAsked = 3;

export function declareRemove(command: Command, environment: Environment): void {
  command
    .addHelpText(
      "before",
      examples(["wish remove 7k2f", "wish rm 7k2f 9mzz --yes", "wish list --tag old | wish rm - --yes"]),
    )
    .argument("<id...>", "id or the beginning of one; - is standard input")
    .option("--yes", `do not ask, however many there are (it is asked from ${fewestAsked} on)`)
    .addOption(listFlag())
    .option("--json", "print what was removed as JSON, one object a line")
    .option("--dry-run", "remove nothing, and say what would be removed")
    .action(async (texts: string[], options: RemoveOptions) => {
      const context = openContext(environment, command.optsWithGlobals<GlobalFlags>());
      const { runChanges } = await import("../changes/run-changes.ts");
      await runChanges(
        context,
        {
          texts,
          list: options.list,
          plan: { kind: "remove" },
          done: "Removed",
          command: `wish remove ${texts.join(" ")}`,
          confirm: ({ length }) => confirm(context, length, options),
        },
        options,
      );
    });
}

async function confirm({ environment }: Context, count: number, { yes, dryRun }: RemoveOptions): Promise<void> {
  if (count < fewestAsked || yes || dryRun) return;
  const { askYesOrNo } = await import("../auth/terminal/ask.ts");
  const answer = await askYesOrNo(environment, `Remove ${count} wishes?`);
  if (answer === "yes") return;
  throw new Failure(
    "wrong_usage",
    answer === "nobody" ? `Nobody can be asked about ${count} wishes.` : "Nothing was removed.",
    {
      hints: answer === "nobody" ? ["Nothing was removed. Add --yes to remove them all the same."] : [],
    },
  );
}
