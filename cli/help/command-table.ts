import type { Argument, Command, Option } from "commander";

import { fieldNames } from "../../service/wish.ts";

/**
 * What can stand in the place of a flag's value or of an argument: `fields` are words with commas between; `ids` are for
 * an argument called `id`: those of the wishes that the last list has left; and `lists` the names of lists.
 */
export interface Values {
  kind: "words" | "fields" | "file" | "ids" | "lists" | "text";
  words: readonly string[];
}

export interface FlagEntry {
  /** As help shows it: `-n, --limit <count>`. */
  term: string;
  description: string;
  short: string | undefined;
  long: string;
  value: "none" | "optional" | "required";
  values: Values;
}

export interface CommandEntry {
  /** With that of the command it belongs to: `lists add`. */
  name: string;
  aliases: readonly string[];
  description: string;
  /** The names of the commands that belong to it. */
  subcommands: readonly string[];
  /** Without the name of the program. */
  usage: string;
  /** Its own flags, without those that every command takes. */
  flags: FlagEntry[];
  /** The first argument, where a command has one, and whether there can be more like it. */
  argument: (Values & { isRepeated: boolean }) | undefined;
}

/** All that help, completion and the manual page tell about the command line. */
export interface CommandTable {
  description: string;
  globalFlags: FlagEntry[];
  commands: CommandEntry[];
}

/** Takes the table out of the declared program, so that nothing is written down twice. */
export function readCommandTable(program: Command): CommandTable {
  const help = program.createHelp();
  const flags = (options: readonly Option[]) =>
    options.map((option): FlagEntry => ({
      term: help.optionTerm(option),
      description: help.optionDescription(option),
      short: option.short,
      long: option.long!,
      value: option.required ? "required" : option.optional ? "optional" : "none",
      values: valuesOf(option),
    }));
  return {
    description: program.description(),
    globalFlags: flags(help.visibleOptions(program)),
    commands: commandsOf(program).map((command) => ({
      name: nameOf(command),
      aliases: command.aliases().map((alias) => [...namesAbove(command), alias].join(" ")),
      subcommands: command.commands.flatMap((each) => [each.name(), ...each.aliases()]),
      description: command.description(),
      usage: command.usage(),
      flags: flags(help.visibleOptions(command)),
      argument: command.registeredArguments.map((each) =>
        Object.assign(valuesOf(each), { isRepeated: each.variadic }),
      )[0],
    })),
  };
}

/** All commands, each in front of those that belong to it. */
export function commandsOf(program: Command): Command[] {
  return program.commands.flatMap((command) => [command, ...command.commands]);
}

function nameOf(command: Command): string {
  return [...namesAbove(command), command.name()].join(" ");
}

/** The command that a command belongs to, if any; the program itself is not named. */
function namesAbove({ parent }: Command): string[] {
  return parent?.parent ? [parent.name()] : [];
}

function valuesOf(taker: Option | Argument): Values {
  if (taker.argChoices) return { kind: "words", words: taker.argChoices };
  const placeholder = "flags" in taker ? /[<[](.+)[>\]]/u.exec(taker.flags)?.[1] : taker.name();
  if (placeholder === "fields") return { kind: "fields", words: fieldNames };
  if (placeholder === "list") return { kind: "lists", words: [] };
  if (placeholder === "id" && !("flags" in taker)) return { kind: "ids", words: [] };
  return { kind: placeholder === "file" ? "file" : "text", words: [] };
}

/** The file of the cache, without its ending, that has what can stand there; none for what is known beforehand. */
export function rememberedIn({ kind }: Values): "wishes" | "lists" | undefined {
  if (kind === "ids") return "wishes";
  return kind === "lists" ? "lists" : undefined;
}

/** Every flag that can stand after a command, its own first. */
export function flagsAfter(table: CommandTable, command: CommandEntry): FlagEntry[] {
  const own = new Set(command.flags.map(({ long }) => long));
  return [...command.flags, ...table.globalFlags.filter(({ long }) => !own.has(long))];
}

/** A command as it can be typed: `list` and `ls`. */
export function namesOf({ name, aliases }: CommandEntry): string[] {
  return [name, ...aliases];
}

/** A flag as it can be typed: `-n` and `--limit`. */
export function spellings({ short, long }: FlagEntry): string[] {
  return short === undefined ? [long] : [short, long];
}
