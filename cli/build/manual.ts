import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Command } from "commander";

import type { Environment } from "../environment.ts";
import { type HelpTexts, manPage } from "../help/man-page.ts";
import { createProgram } from "../program.ts";

/**
 * Writes the manual page of the declared command line to `man/wish.1` in a folder, and one that leads to it to
 * `man/wish-list.1`: where Tcl/Tk is installed, `man wish` may show the page of its program.
 */
export async function buildManual(folder: string, version: string): Promise<void> {
  let written = "";
  const write = (text: string) => {
    written += text;
  };
  // No command runs for its manual, so nothing else is needed of it.
  const { program, load } = createProgram({ version } as Environment, { writeOut: write, writeErr: write });
  await Promise.all(program.commands.map(load));
  const textsOf = (command: Command): HelpTexts => {
    written = "";
    command.outputHelp();
    const [before = "", after = ""] = written.split(command.helpInformation());
    const examples = [...before.matchAll(/^ {2}\$ (.*)$/gmu)].map(([, line]) => line!);
    return { examples, notes: after.trim() };
  };
  await mkdir(join(folder, "man"), { recursive: true });
  await writeFile(join(folder, "man", "wish.1"), manPage(program, version, textsOf));
  await writeFile(join(folder, "man", "wish-list.1"), ".so man1/wish.1\n");
}
