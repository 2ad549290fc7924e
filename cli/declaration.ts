import { InvalidArgumentError, Option } from "commander";

import { isListName } from "../service/wish.ts";
import type { Context } from "./context.ts";
import type { GlobalFlags } from "./settings.ts";

/** Gives a command its context, made from the flags in front of it and behind it. */
export type OpenContext = (flags: GlobalFlags) => Context;

/** The part of a help text that people read first. */
export function examples(lines: readonly string[]): string {
  return `Examples:\n${lines.map((line) => `  $ ${line}\n`).join("")}`;
}

/** What a command takes that is about one list. */
export interface ListChoice {
  /** In place of that of the settings. */
  list?: string;
}

/** Makes the flag that says which list a command is about. */
export function listFlag(): Option {
  return new Option("--list <list>", "the list that it is about (default: WISH_LIST, then default)").argParser(
    parseListName,
  );
}

/** Reads the name of a list. */
export function parseListName(text: string): string {
  if (isListName(text)) return text;
  throw new InvalidArgumentError("A list is called by 1 to 32 small letters, digits or hyphens.");
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
