import { Argument, type Command } from "commander";

import { examples } from "../declaration.ts";

const shells = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = (typeof shells)[number];

export function declareCompletion(program: Command): void {
  program
    .command("completion")
    .description("Print what makes a shell complete commands, flags and fields.")
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
      await runCompletion(program, shell);
    });
}

/** Prints the script for one shell, made from the declared commands. */
export async function runCompletion(program: Command, shell: Shell): Promise<void> {
  const [{ readCommandTable }, { completionScript }] = await Promise.all([
    import("../help/command-table.ts"),
    import("../help/completion/completion-script.ts"),
  ]);
  program.configureOutput().writeOut?.(completionScript(readCommandTable(program), shell));
}
