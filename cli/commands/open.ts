import type { Command } from "commander";

import { webAddress } from "../../service/wish.ts";
import type { Context } from "../context.ts";
import { examples, type ListChoice, listFlag, type OpenContext } from "../declaration.ts";
import { Failure } from "../failure.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareOpen(program: Command, openContext: OpenContext): void {
  program
    .command("open")
    .description("Open the address of a wish in the browser.")
    .addHelpText("before", examples(["wish open 7k2f", "wish open bicycle"]))
    .argument("<id>", "id, the beginning of one, or words of the name")
    .addOption(listFlag())
    .action(async (text: string, options: ListChoice, command: Command) => {
      await runOpen(openContext(command.optsWithGlobals<GlobalFlags>()), text, options);
    });
}

async function runOpen(
  { settings, environment, output, api }: Context,
  text: string,
  { list = settings.list }: ListChoice,
): Promise<void> {
  const client = api(requireApiUrl(settings));
  const { findIds } = await import("../changes/targets.ts");
  const [id = ""] = await findIds(client, [text], { list, byName: true });
  const { name, url } = await client.call("show", { path: { id } });
  const address = webAddress(url);
  if (!address) {
    throw new Failure("no_such_wish", `The wish "${name}" has no web address.`, {
      hints: [`Give it one: \`wish edit ${id} --url <address>\`.`],
    });
  }
  const { openBrowser } = await import("../auth/terminal/browser.ts");
  if (await openBrowser(address, environment)) return;
  output.note(["No browser could be opened. Open the address yourself:"]);
  await output.print([address.href]);
}
