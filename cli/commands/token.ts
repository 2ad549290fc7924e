import type { Command } from "commander";

import type { Context } from "../context.ts";
import { examples, type OpenContext } from "../declaration.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareToken(program: Command, openContext: OpenContext): void {
  program
    .command("token")
    .description("Print a fresh access token, for use with other programs.")
    .addHelpText("before", examples(['curl -H "Authorization: Bearer $(wish token)" https://api.example.com/…']))
    .action(async (_options: object, command: Command) => {
      await runToken(openContext(command.optsWithGlobals<GlobalFlags>()));
    });
}

/** Prints an access token with at least a minute left. */
export async function runToken(context: Context): Promise<void> {
  const apiUrl = requireApiUrl(context.settings);
  const sessions = await context.sessions();
  const { value } = await sessions.accessToken(apiUrl);
  await context.output.printToken(value);
}
