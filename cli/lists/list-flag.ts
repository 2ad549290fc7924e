import { InvalidArgumentError, Option } from "commander";

import { isListName } from "../../service/wish.ts";

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
