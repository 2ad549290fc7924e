import type { Command } from "commander";

import type { ChangeOptions } from "../changes/run-changes.ts";
import { openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import type { GlobalFlags } from "../settings.ts";

export function declareRestore(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish restore 7k2f", "wish undo"]))
    .argument("<id...>", "id of a removed wish, its beginning where it was removed here; - is standard input")
    .addOption(listFlag())
    .option("--json", "print the wish as JSON, one object a line")
    .option("--dry-run", "change nothing, and say what would be done")
    .action(async (texts: string[], options: ChangeOptions & ListChoice) => {
      const { runChanges } = await import("../changes/run-changes.ts");
      await runChanges(
        openContext(environment, command.optsWithGlobals<GlobalFlags>()),
        {
          texts,
          list: options.list,
          plan: { kind: "restore" },
          done: "Brought back",
          command: `wish restore ${texts.join(" ")}`,
        },
        options,
      );
    });
}
