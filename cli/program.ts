import { Command } from "commander";

import { examples, parsePositiveNumber } from "./declaration.ts";
import type { Environment } from "./environment.ts";

export interface ProgramStreams {
  writeOut: (text: string) => void;
  writeErr: (text: string) => void;
}

const defaultTimeoutSeconds = 30;

const aboutProgram = `
More: wish help <command>, wish help environment, wish help exit-codes.
No telemetry: wish talks to the API, to its issuer, and to the shops whose pages you
have it read, and to nobody else.`;

/**
 * Declares what a command takes and does.
 *
 * @param load declares another command, for those that are about all of them
 */
type Declare = (command: Command, environment: Environment, load: LoadCommand) => void;

/** Has a command declared that is only known by its name yet; once is enough. */
export type LoadCommand = (command: Command) => Promise<void>;

/** By name, in the order of the help, which is all that is loaded of a command until it is called. */
const commands: Readonly<Record<string, { alias?: string; description: string; declare: () => Promise<Declare> }>> = {
  init: {
    description: "Remember an API, and how to sign in to it.",
    declare: async () => (await import("./commands/init.ts")).declareInit,
  },
  login: {
    description: "Sign in, in a browser on this or any other device.",
    declare: async () => (await import("./commands/login.ts")).declareLogin,
  },
  logout: {
    description: "Revoke the session and forget its tokens.",
    declare: async () => (await import("./commands/logout.ts")).declareLogout,
  },
  status: {
    description: "Show who is signed in, where, and until when. Exit code 4 when nobody is.",
    declare: async () => (await import("./commands/status.ts")).declareStatus,
  },
  token: {
    description: "Print a fresh access token, for use with other programs.",
    declare: async () => (await import("./commands/token.ts")).declareToken,
  },
  list: {
    alias: "ls",
    description: "Show the wish list, newest first. Needs no sign-in.",
    declare: async () => (await import("./commands/list.ts")).declareList,
  },
  show: {
    description: "Show all there is of a wish, or of several.",
    declare: async () => (await import("./commands/show.ts")).declareShow,
  },
  open: {
    description: "Open the address of a wish in the browser.",
    declare: async () => (await import("./commands/open.ts")).declareOpen,
  },
  share: {
    description: "Print the address of the page on which anybody can read the list.",
    declare: async () => (await import("./commands/share.ts")).declareShare,
  },
  lists: {
    description: "Show the lists there are, newest first. Needs no sign-in.",
    declare: async () => (await import("./commands/lists.ts")).declareLists,
  },
  add: {
    description: "Add a wish to the list, or many. Needs a sign-in.",
    declare: async () => (await import("./commands/add.ts")).declareAdd,
  },
  edit: {
    description: "Change a wish, or several. Without flags, one wish opens in your editor.",
    declare: async () => (await import("./commands/edit.ts")).declareEdit,
  },
  got: {
    description: "Say that a wish has been fulfilled: it leaves the list, and `wish list --status got` shows it.",
    declare: async () => (await import("./commands/got.ts")).declareGot,
  },
  remove: {
    alias: "rm",
    description: "Remove a wish, or several. `wish undo` and `wish restore` bring it back for 30 days.",
    declare: async () => (await import("./commands/remove.ts")).declareRemove,
  },
  restore: {
    description: "Bring back a wish that was removed, within 30 days, or put one back that was got.",
    declare: async () => (await import("./commands/restore.ts")).declareRestore,
  },
  undo: {
    description: "Take back what the last command changed, from this machine. Once more takes back the one before.",
    declare: async () => (await import("./commands/undo.ts")).declareUndo,
  },
  export: {
    description: "Print the whole list as a file to keep. Needs no sign-in.",
    declare: async () => (await import("./commands/export.ts")).declareExport,
  },
  diff: {
    description: "Show what differs between a file and the list. Needs no sign-in.",
    declare: async () => (await import("./commands/diff.ts")).declareDiff,
  },
  check: {
    description: "Read the pages of the wishes again, and show what has changed there: price, name, gone, sold out.",
    declare: async () => (await import("./commands/check.ts")).declareCheck,
  },
  gifts: {
    description: "Let others choose what they give you, without your seeing it before the day.",
    declare: async () => (await import("./commands/gifts.ts")).declareGifts,
  },
  doctor: {
    description: "Look for what is wrong, and say what to do about it. Safe to paste. Exit code 1 when something is.",
    declare: async () => (await import("./commands/doctor.ts")).declareDoctor,
  },
  completion: {
    description: "Print what makes a shell complete commands, flags and fields.",
    declare: async () => (await import("./commands/completion.ts")).declareCompletion,
  },
  help: {
    description: "Show help on a command or a topic.",
    declare: async () => (await import("./commands/help.ts")).declareHelp,
  },
};

/**
 * Declares the command line.
 *
 * Its `parseAsync` throws `CommanderError` for usage errors, help and version, and whatever a command throws.
 */
export function createProgram(
  environment: Environment,
  streams: ProgramStreams,
): { program: Command; load: LoadCommand } {
  const program = new Command("wish")
    .description("A wish list that anyone can read and signed-in people can change.")
    .version(environment.version)
    .option("--api <url>", "address of the API (default: WISH_API_URL, then what `wish init` remembers)")
    .option(
      "--timeout <seconds>",
      "how long to wait for the network in all; with many wishes, for each",
      parsePositiveNumber,
      defaultTimeoutSeconds,
    )
    .option("--no-color", "no colour")
    .option("--debug", "show each request on stderr, and nothing secret")
    .addHelpText(
      "before",
      examples(["wish init https://api.example.com", "wish login", 'wish add --name "A bicycle"', "wish list"]),
    )
    .addHelpText("after", aboutProgram)
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      // What a command takes is known only once it is loaded.
      subcommandTerm: (command) => [command.name(), ...command.aliases()].join("|"),
    })
    .exitOverride()
    .configureOutput(streams);

  const loaded = new Set<Command>();
  const load: LoadCommand = async (command) => {
    if (loaded.has(command)) return;
    loaded.add(command);
    const declare = await commands[command.name()]!.declare();
    declare(command, environment, load);
  };
  for (const [name, { alias, description }] of Object.entries(commands)) {
    const command = program.command(name).description(description);
    if (alias !== undefined) command.alias(alias);
  }
  program.hook("preSubcommand", (_program, command) => load(command));
  return { program, load };
}
