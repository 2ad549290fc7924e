import { Command } from "commander";

import { declareAdd } from "./commands/add.ts";
import { declareCheck } from "./commands/check.ts";
import { declareCompletion } from "./commands/completion.ts";
import { declareDiff } from "./commands/diff.ts";
import { declareDoctor } from "./commands/doctor.ts";
import { declareEdit } from "./commands/edit.ts";
import { declareExport } from "./commands/export.ts";
import { declareGifts } from "./commands/gifts.ts";
import { declareGot } from "./commands/got.ts";
import { declareHelp } from "./commands/help.ts";
import { declareInit } from "./commands/init.ts";
import { declareList } from "./commands/list.ts";
import { declareLists } from "./commands/lists.ts";
import { declareLogin } from "./commands/login.ts";
import { declareLogout } from "./commands/logout.ts";
import { declareOpen } from "./commands/open.ts";
import { declareRemove } from "./commands/remove.ts";
import { declareRestore } from "./commands/restore.ts";
import { declareShare } from "./commands/share.ts";
import { declareShow } from "./commands/show.ts";
import { declareStatus } from "./commands/status.ts";
import { declareToken } from "./commands/token.ts";
import { declareUndo } from "./commands/undo.ts";
import { examples, type OpenContext, parsePositiveNumber } from "./declaration.ts";

export interface ProgramStreams {
  writeOut: (text: string) => void;
  writeErr: (text: string) => void;
}

const defaultTimeoutSeconds = 30;

const aboutProgram = `
More: wish help <command>, wish help environment, wish help exit-codes.
No telemetry: wish talks to the API, to its issuer, and to the shops whose pages you
have it read, and to nobody else.`;

/** By name, in the order of the help. Each makes its command by `program.command()`, which inherits what is set there. */
const commands: Readonly<Record<string, (program: Command, openContext: OpenContext) => void>> = {
  init: declareInit,
  login: declareLogin,
  logout: declareLogout,
  status: declareStatus,
  token: declareToken,
  list: declareList,
  show: declareShow,
  open: declareOpen,
  share: declareShare,
  lists: declareLists,
  add: declareAdd,
  edit: declareEdit,
  got: declareGot,
  remove: declareRemove,
  restore: declareRestore,
  undo: declareUndo,
  export: declareExport,
  diff: declareDiff,
  check: declareCheck,
  gifts: declareGifts,
  doctor: declareDoctor,
};

/**
 * Declares the command line.
 *
 * Its `parseAsync` throws `CommanderError` for usage errors, help and version, and whatever a command throws.
 *
 * @param called what may be the name of the one command that is wanted: the others are left out then, since declaring
 * them all takes milliseconds
 */
export function createProgram(
  version: string,
  openContext: OpenContext,
  streams: ProgramStreams,
  called?: string,
): Command {
  const program = new Command("wish")
    .description("A wish list that anyone can read and signed-in people can change.")
    .version(version)
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
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput(streams);
  const only = called !== undefined && Object.hasOwn(commands, called) && commands[called];
  for (const declare of only ? [only] : Object.values(commands)) declare(program, openContext);
  if (only) return program;
  // These two are about all the others.
  declareCompletion(program);
  declareHelp(program);
  return program;
}
