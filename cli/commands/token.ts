import type { Command } from "commander";

import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareToken(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(['curl -H "Authorization: Bearer $(wish token)" https://api.example.com/…']))
    .action(async () => {
      await runToken(openContext(environment, command.optsWithGlobals<GlobalFlags>()));
    });
}

/** Prints an access token with at least a minute left. */
export async function runToken(context: Context): Promise<void> {
  const apiUrl = requireApiUrl(context.settings);
  const sessions = await context.sessions();
  const { value } = await sessions.accessToken(apiUrl);
  await context.output.printToken(value);
}
