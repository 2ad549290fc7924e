import type { Command } from "commander";

import type { ChangeOptions } from "../changes/run-changes.ts";
import { examples, type ListChoice, listFlag, type OpenContext } from "../declaration.ts";
import type { GlobalFlags } from "../settings.ts";

export function declareGot(program: Command, openContext: OpenContext): void {
  program
    .command("got")
    .description("Say that a wish has been fulfilled: it leaves the list, and `wish list --status got` shows it.")
    .addHelpText("before", examples(["wish got 7k2f", "wish list --tag sport | wish got -"]))
    .argument("<id...>", "id or the beginning of one; - is standard input")
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
          plan: { kind: "change", patch: ({ status }) => (status === "got" ? {} : { status: "got" }) },
          done: "Got",
          command: `wish got ${texts.join(" ")}`,
        },
        options,
      );
    });
}
