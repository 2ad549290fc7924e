import type { Command, Option } from "commander";

import { Failure } from "./failure.ts";

/** What Node puts in place of bytes that are not UTF-8. */
const replacementCharacter = "\uFFFD";

/** What commander understands without being told. */
const alwaysFlags: ReadonlySet<string> = new Set(["--help", "-h", "--"]);

/**
 * Refuses values that nobody can have meant: a flag that has become the value of the flag before it, and text that was
 * damaged on its way here.
 *
 * @param words the whole command line, as the process was started with it
 * @throws Failure `wrong_usage`
 */
export function checkValues(command: Command, words: readonly string[]): void {
  const options = [command, ...parentsOf(command)].flatMap((each) => each.options);
  for (const [option, value] of flagsWithValues(options, words)) {
    const name = value.replace(/=.*$/su, "");
    if (alwaysFlags.has(name) || findOption(options, name)) throw swallowed(option, value);
  }
  const damaged = words.find((word) => word.includes(replacementCharacter));
  if (damaged === undefined) return;
  throw new Failure("wrong_usage", `"${damaged}" is not UTF-8, or has lost characters on its way.`, {
    hints: ["Set the terminal or the script to UTF-8, and write the text anew."],
  });
}

function parentsOf({ parent }: Command): Command[] {
  return parent ? [parent, ...parentsOf(parent)] : [];
}

/** Finds the flags that have the next word for their value. */
function* flagsWithValues(
  options: readonly Option[],
  words: readonly string[],
): Generator<[option: Option, value: string]> {
  for (let index = 0; index < words.length - 1; index += 1) {
    if (words[index] === "--") return;
    const option = findOption(options, words[index]!);
    if (!option?.required) continue;
    index += 1;
    yield [option, words[index]!];
  }
}

function findOption(options: readonly Option[], word: string): Option | undefined {
  return options.find(({ long, short }) => word === long || word === short);
}

function swallowed({ long, short }: Option, value: string): Failure {
  const flag = long ?? short;
  return new Failure("wrong_usage", `${flag} has no value: what follows is the flag ${value}.`, {
    hints: [`If that is the value, write ${flag}=${value}`],
  });
}
