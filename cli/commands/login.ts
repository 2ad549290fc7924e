import type { Command } from "commander";

import type { SignInOptions } from "../auth/sign-in.ts";
import { examples, type OpenContext } from "../declaration.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareLogin(program: Command, openContext: OpenContext): void {
  program
    .command("login")
    .description("Sign in, in a browser on this or any other device.")
    .addHelpText("before", examples(["wish login", "wish login --qr", "wish login --with-token < token.txt"]))
    .option("--no-browser", "do not offer to open a browser")
    .option("--qr", "show the address as a QR code too (default: over SSH)")
    .option("--no-qr", "show no QR code")
    .option("--with-token", "read an access token from standard input instead")
    .option("--allow-audience", "sign in to an API that wants the tokens of another one")
    .action(async (options: SignInOptions, command: Command) => {
      const context = openContext(command.optsWithGlobals<GlobalFlags>());
      const apiUrl = requireApiUrl(context.settings);
      const { signIn } = await import("../auth/sign-in.ts");
      await signIn(context, apiUrl, options);
    });
}
