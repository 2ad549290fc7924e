import type { Command } from "commander";

import { pageUrl } from "../api-url.ts";
import type { Context } from "../context.ts";
import { examples, type ListChoice, listFlag, type OpenContext } from "../declaration.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

interface ShareOptions extends ListChoice {
  qr?: true;
  open?: true;
}

export function declareShare(program: Command, openContext: OpenContext): void {
  program
    .command("share")
    .description("Print the address of the page on which anybody can read the list.")
    .addHelpText("before", examples(["wish share", "wish share --qr", "wish share --list xmas --open"]))
    .addOption(listFlag())
    .option("--qr", "draw the address as a QR code too, for a phone")
    .option("--open", "open the page in the browser")
    .action(async (options: ShareOptions, command: Command) => {
      await runShare(openContext(command.optsWithGlobals<GlobalFlags>()), options);
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
