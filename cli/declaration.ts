import { type Command, InvalidArgumentError } from "commander";

/** The part of a help text that people read first. */
export function examples(lines: readonly string[]): string {
  return `Examples:\n${lines.map((line) => `  $ ${line}\n`).join("")}`;
}

/** Reads a flag that takes a number above zero. */
export function parsePositiveNumber(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** Reads a flag that takes a whole number above zero. */
export function parsePositiveInteger(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** Whether a word is the name of a command or another name for it. */
export function isCalled(command: Command, word: string | undefined): boolean {
  return [command.name(), ...command.aliases()].some((name) => name === word);
}
