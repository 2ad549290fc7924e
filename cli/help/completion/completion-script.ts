import type { Shell } from "../../commands/completion.ts";
import type { CommandTable } from "../command-table.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { powershellCompletion } from "./powershell.ts";
import { zshCompletion } from "./zsh.ts";

const scripts: Record<Shell, (table: CommandTable) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/** Writes the script that makes a shell complete the command line of a table. */
export function completionScript(table: CommandTable, shell: Shell): string {
  return scripts[shell](table);
}
