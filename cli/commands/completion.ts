import { Argument, type Command } from "commander";

import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import type { completionScripts } from "../help/completion/completion-scripts.ts";
import type { LoadCommand } from "../program.ts";

type Shell = keyof typeof completionScripts;

const shells: readonly Shell[] = ["bash", "zsh", "fish", "powershell"];

export function declareCompletion(command: Command, _environment: Environment, load: LoadCommand): void {
  command
    .addHelpText(
      "before",
      examples([
        'eval "$(wish completion bash)"                                   # in ~/.bashrc',
        'wish completion zsh > "${fpath[1]}/_wish"',
        "wish completion fish > ~/.config/fish/completions/wish.fish",
        "wish completion powershell | Out-String | Invoke-Expression     # in $PROFILE",
      ]),
    )
    .addArgument(new Argument("<shell>", "the shell it is for").choices(shells))
    .action(async (shell: Shell) => {
      const program = command.parent!;
      await Promise.all(program.commands.map(load));
      await runCompletion(program, shell);
    });
}

/** Prints the script for one shell, made from the declared commands. */
export async function runCompletion(program: Command, shell: Shell): Promise<void> {
  const [{ readCommandTable }, { completionScripts }] = await Promise.all([
    import("../help/command-table.ts"),
    import("../help/completion/completion-scripts.ts"),
  ]);
  program.configureOutput().writeOut?.(completionScripts[shell](readCommandTable(program)));
}
