import type { Command } from "commander";

import type { ChangeOptions } from "../changes/run-changes.ts";
import { examples, type ListChoice, listFlag, type OpenContext } from "../declaration.ts";
import type { GlobalFlags } from "../settings.ts";

export function declareRestore(program: Command, openContext: OpenContext): void {
  program
    .command("restore")
    .description("Bring back a wish that was removed, within 30 days, or put one back that was got.")
    .addHelpText("before", examples(["wish restore 7k2f", "wish undo"]))
    .argument("<id...>", "id of a removed wish, its beginning where it was removed here; - is standard input")
    .addOption(listFlag())
    .option("--json", "print the wish as JSON, one object a line")
    .option("--dry-run", "change nothing, and say what would be done")
    .action(async (texts: string[], options: ChangeOptions & ListChoice, command: Command) => {
      const { runChanges } = await import("../changes/run-changes.ts");
      await runChanges(
        openContext(command.optsWithGlobals<GlobalFlags>()),
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
