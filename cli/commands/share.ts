import type { Command } from "commander";

import { pageUrl } from "../api-url.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface ShareOptions extends ListChoice {
  qr?: true;
  open?: true;
}

export function declareShare(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish share", "wish share --qr", "wish share --list xmas --open"]))
    .addOption(listFlag())
    .option("--qr", "draw the address as a QR code too, for a phone")
    .option("--open", "open the page in the browser")
    .action(async (options: ShareOptions) => {
      await runShare(openContext(environment, command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** Prints the address without asking anybody whether there is such a page. */
async function runShare(
  { settings, environment, output }: Context,
  { list = settings.list, qr, open }: ShareOptions,
): Promise<void> {
  const url = pageUrl(requireApiUrl(settings), list);
  if (qr) {
    const { qrCodeLines } = await import("../auth/terminal/qr-code.ts");
    output.note(qrCodeLines(url, qr, environment));
  }
  await output.print([url.href]);
  if (!open) return;
  const { openBrowser } = await import("../auth/terminal/browser.ts");
  if (!(await openBrowser(url, environment))) output.note(["No browser could be opened. Open the address yourself."]);
}
