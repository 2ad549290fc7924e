import type { Command } from "commander";

import type { ChangeOptions } from "../changes/run-changes.ts";
import { openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import type { GlobalFlags } from "../settings.ts";

export function declareGot(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish got 7k2f", "wish list --tag sport | wish got -"]))
    .argument("<id...>", "id or the beginning of one; - is standard input")
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
          plan: { kind: "change", patch: ({ status }) => (status === "got" ? {} : { status: "got" }) },
          done: "Got",
          command: `wish got ${texts.join(" ")}`,
        },
        options,
      );
    });
}
