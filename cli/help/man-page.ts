import type { Command } from "commander";

import { type CommandEntry, commandsOf, type FlagEntry, readCommandTable } from "./command-table.ts";
import { type Topic, topics } from "./topics.ts";

/** What a command's help says around the table of its flags. */
export interface HelpTexts {
  /** Command lines. */
  examples: readonly string[];
  /** What is to be known besides; may be empty. */
  notes: string;
}

/** Writes the manual page in the man macros, which every `man` reads (man-db, mandoc, macOS). */
export function manPage(program: Command, version: string, textsOf: (command: Command) => HelpTexts): string {
  const table = readCommandTable(program);
  const everywhere = new Set(table.globalFlags.map(({ long }) => long));
  const describeCommand = ({ name, description, flags }: CommandEntry, index: number): string[] => {
    const { examples, notes } = textsOf(commandsOf(program)[index]!);
    return [
      `.SS wish ${roff(name)}`,
      roff(description),
      ...flags.filter(({ long }) => !everywhere.has(long)).flatMap(describeFlag),
      ...literally(notes),
      ...literally(examples.map((line) => `$ ${line}`).join("\n")),
    ];
  };
  const lines = [
    `.TH WISH 1 "" "wish ${version}" "User Commands"`,
    // Names such as invalid_wish are not to be hyphenated.
    ".nh",
    ".ad l",
    ".SH NAME",
    `wish \\- ${roff(table.description.replace(/\.$/u, ""))}`,
    ".SH SYNOPSIS",
    ...table.commands.flatMap(({ name, usage }, index) => [
      ...(index === 0 ? [] : [".br"]),
      `\\fBwish ${roff(name)}\\fR ${roff(usage)}`,
    ]),
    ".SH DESCRIPTION",
    "Data goes to standard output, everything else to standard error.",
    "On a terminal, the list is a table that fits it; in a pipe, it is tab-separated lines.",
    ...literally(textsOf(program).notes),
    ".SH COMMANDS",
    ...table.commands.flatMap(describeCommand),
    ".SH GLOBAL OPTIONS",
    ...table.globalFlags.flatMap(describeFlag),
    ".SH ENVIRONMENT",
    ...describeTopic(topics.environment),
    ".SH EXIT STATUS",
    ...describeTopic(topics["exit-codes"]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Lines that stay as they are. */
function literally(text: string): string[] {
  return text === "" ? [] : [".PP", ".nf", roff(text), ".fi"];
}

function describeFlag({ term, description }: FlagEntry): string[] {
  return [".TP", `.B ${roff(term)}`, roff(description)];
}

function describeTopic({ title, items }: Topic): string[] {
  const entries = items.flatMap(({ term, meaning }) => [".TP", `.B ${roff(term)}`, roff(meaning)]);
  return [roff(title), ...entries];
}

/** Escapes a text for roff: its backslashes, hyphens that are to be copied as such, and a leading control character. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^[.']/gmu, "\\&$&")
    .replace(
      /[^\n\u0020-\u007E]/gu,
      (character) => `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}
