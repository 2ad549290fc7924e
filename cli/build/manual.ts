import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Command } from "commander";

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
  const program = createProgram(version, unopened, { writeOut: write, writeErr: write });
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

function unopened(): never {
  throw new Error("No command is run for its manual.");
}
