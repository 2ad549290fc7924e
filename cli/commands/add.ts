import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

import type { Command } from "commander";

import { type NewWish, parseNewWish } from "../../service/wish.ts";
import type { Context } from "../context.ts";
import { examples, type OpenContext } from "../declaration.ts";
import { Failure } from "../failure.ts";
import { type GlobalFlags, requireApiUrl } from "../settings.ts";

export interface AddOptions {
  name: string;
  url?: string;
  description?: string;
  json?: boolean;
}

export function declareAdd(program: Command, openContext: OpenContext): void {
  program
    .command("add")
    .description("Add a wish to the list. Needs a sign-in.")
    .addHelpText(
      "before",
      examples([
        'wish add --name "A bicycle"',
        'wish add --name Book --url https://example.com/book --description "The blue one"',
      ]),
    )
    .requiredOption("--name <text>", "what is wished for, one line")
    .option("--url <address>", "where to find it, http or https")
    .option("--description <text>", "more about it")
    .option("--json", "print the wish as JSON")
    .action(async (options: AddOptions, command: Command) => {
      await runAdd(await openContext(command.optsWithGlobals<GlobalFlags>()), options);
    });
}

/** Adds one wish, and prints its id to a pipe or a sentence to a terminal. */
export async function runAdd(context: Context, options: AddOptions): Promise<void> {
  const { settings, output, send } = context;
  const wish = readWish(options);
  const apiUrl = requireApiUrl(settings);
  const [{ addWish }, session] = await Promise.all([import("../api/add-wish.ts"), context.session(apiUrl)]);
  const added = await addWish({ apiUrl, send, session, wait: setTimeout }, wish, randomUUID());
  if (options.json) await output.print([JSON.stringify(added)]);
  else if (output.columns === undefined) await output.print([added.id]);
  else await output.print([["Added ", { text: added.name, style: "strong" }, ` (${added.id})`]]);
}

function readWish({ name, url, description }: AddOptions): NewWish {
  const parsed = parseNewWish({ name, url, description });
  if (parsed.ok) return parsed.wish;
  throw new Failure("invalid_wish", "This cannot be a wish; nothing was sent.", {
    hints: parsed.errors.map((error) => error.message),
  });
}
