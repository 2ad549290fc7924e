import type { Command } from "commander";

import { webAddress } from "../../service/wish.ts";
import { type Context, openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { type ListChoice, listFlag } from "../lists/list-flag.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export function declareOpen(command: Command, environment: Environment): void {
  command
    .addHelpText("before", examples(["wish open 7k2f", "wish open bicycle"]))
    .argument("<id>", "id, the beginning of one, or words of the name")
    .addOption(listFlag())
    .action(async (text: string, options: ListChoice) => {
      await runOpen(openContext(environment, command.optsWithGlobals<GlobalFlags>()), text, options);
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
