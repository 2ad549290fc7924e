import type { Command } from "commander";

import type { SignInOptions } from "../auth/sign-in.ts";
import { openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareLogin(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish login", "wish login --qr", "wish login --with-token < token.txt"]))
    .option("--no-browser", "do not offer to open a browser")
    .option("--qr", "show the address as a QR code too (default: over SSH)")
    .option("--no-qr", "show no QR code")
    .option("--with-token", "read an access token from standard input instead")
    .option("--allow-audience", "sign in to an API that wants the tokens of another one")
    .action(async (options: SignInOptions) => {
      const context = openContext(environment, command.optsWithGlobals<GlobalFlags>());
      const apiUrl = requireApiUrl(context.settings);
      const { signIn } = await import("../auth/sign-in.ts");
      await signIn(context, apiUrl, options);
    });
}
