import type { Command } from "commander";

import { openContext } from "../context.ts";
import { examples } from "../declaration.ts";
import type { Environment } from "../environment.ts";
import { Failure } from "../failure.ts";
import { declareListFields, listFlagNames, type ListTexts } from "../lists/fields.ts";
import { parseListName } from "../lists/list-flag.ts";
import type { GlobalFlags } from "../settings.ts";

interface ListsFlags extends GlobalFlags {
  json?: boolean;
}

type ChangeFlags = ListsFlags & ListTexts & { from?: string; dryRun?: boolean };

export function declareLists(lists: Command, environment: Environment): void {
  lists
    .helpCommand(false)
    .addHelpText(
      "before",
      examples([
        "wish lists",
        'wish lists add mia-7 --title "Mia turns 7" --date 2027-03-03',
        "wish add Kite --list mia-7",
        "wish edit 7k2f --list mia-7",
        "wish lists edit mia-7 --no-date",
        "wish lists remove mia-7",
      ]),
    )
    .option("--json", "print lists as JSON")
    .action(async (_flags: object, command: Command) => {
      const flags = command.optsWithGlobals<ListsFlags>();
      const { showLists } = await import("../lists/show-lists.ts");
      await showLists(openContext(environment, flags), flags.json ?? false);
    });
  declareAddList(lists, environment);
  declareEditList(lists, environment);
  declareRemoveList(lists, environment);
}

const aboutNames = `
A name has 1 to 32 small letters, digits or hyphens. An unlisted list is shown nowhere:
it gets a name that nobody can guess, and who knows that can read it.`;

function declareAddList(lists: Command, environment: Environment): void {
  const command = lists
    .command("add")
    .description("Make a list. Needs a sign-in.")
    .addHelpText(
      "before",
      examples([
        'wish lists add mia-7 --title "Mia turns 7" --date 2027-03-03',
        'wish lists add --unlisted --title "For the two of us"',
        "wish lists --json --api https://old.example.com | wish lists add --from -",
      ]),
    )
    .addHelpText("after", aboutNames)
    .argument("[name]", "what the list is to be called", parseListName);
  declareListFields(command)
    .option("--unlisted", "show it nowhere, under a name that nobody can guess")
    .option("--from <file>", "make all lists of a file, as --json prints them; - is standard input")
    .option("--json", "print the list as JSON")
    .option("--dry-run", "make nothing, and say what would be made")
    .action(async (name: string | undefined, _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<ChangeFlags>();
      checkTogether(name, flags);
      const { runAddList, runAddLists } = await import("../lists/run-change.ts");
      if (flags.from !== undefined) return runAddLists(openContext(environment, flags), flags.from, flags);
      const { randomListName } = await import("../lists/random-name.ts");
      return runAddList(openContext(environment, flags), name ?? randomListName(), flags);
    });
}

function checkTogether(name: string | undefined, flags: ChangeFlags): void {
  const said = [...listFlagNames, "unlisted" as const].some((each) => flags[each] !== undefined);
  if (flags.from !== undefined && (name !== undefined || said)) {
    throw new Failure("wrong_usage", "--from takes everything from the file: no name, and nothing about the list.");
  }
  if (flags.unlisted && name !== undefined) {
    throw new Failure("wrong_usage", "An unlisted list gets a name of its own, that nobody can guess: leave it out.");
  }
  if (flags.from === undefined && name === undefined && !flags.unlisted) {
    throw new Failure("wrong_usage", "Nothing says what the list is called.", {
      hints: ["Name it, as in `wish lists add mia-7`."],
    });
  }
}

function declareEditList(lists: Command, environment: Environment): void {
  const command = lists
    .command("edit")
    .description("Say something else about a list. Needs a sign-in.")
    .addHelpText("before", examples(['wish lists edit mia-7 --title "Mia turns 8" --no-description']))
    .argument("<list>", "name of the list", parseListName);
  declareListFields(command);
  for (const name of listFlagNames) command.option(`--no-${name}`, `take the ${name} away`);
  command
    .option("--no-unlisted", "show it with the others")
    .option("--json", "print the list as JSON")
    .option("--dry-run", "change nothing, and say what would be changed")
    .action(async (name: string, _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<ChangeFlags>();
      const isGiven = (each: keyof ListTexts) => command.getOptionValueSource(each) === "cli";
      const given = [...listFlagNames, "unlisted" as const].filter(isGiven);
      if (given.length === 0) {
        throw new Failure("wrong_usage", "Nothing says what to change.", {
          hints: ["Give a flag such as --title or --no-date."],
        });
      }
      const texts = Object.fromEntries(given.map((each) => [each, flags[each]])) as ListTexts;
      const { runEditList } = await import("../lists/run-change.ts");
      await runEditList(openContext(environment, flags), name, texts, flags);
    });
}

function declareRemoveList(lists: Command, environment: Environment): void {
  lists
    .command("remove")
    .alias("rm")
    .description("Remove a list that no wish is on. Needs a sign-in.")
    .addHelpText("before", examples(["wish lists remove mia-7"]))
    .argument("<list>", "name of the list", parseListName)
    .option("--json", "print the list that was removed as JSON")
    .option("--dry-run", "remove nothing, and say what would be removed")
    .action(async (name: string, _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<ChangeFlags>();
      const { runRemoveList } = await import("../lists/run-change.ts");
      await runRemoveList(openContext(environment, flags), name, flags);
    });
}
