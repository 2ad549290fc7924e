import type { Command } from "commander";

import { type NewFieldName, newFieldNames, wishFields } from "../../service/wish.ts";
import { readValue } from "../output/field-text.ts";
import { fieldTexts } from "../output/wish-fields.ts";

/** Each field as the text of its flag. */
export type FieldTexts = Partial<Record<NewFieldName, string>>;

/**
 * Declares a flag for each field that a person sets.
 *
 * @param others what to say of a flag in place of its help
 */
export function declareFieldFlags(command: Command, others: FieldTexts = {}): Command {
  for (const name of newFieldNames) {
    const { placeholder, help } = fieldTexts[name].flag;
    command.option(`${flagOf(name)} <${placeholder}>`, others[name] ?? help);
  }
  return command;
}

/** Reads the texts of the flags as values of their fields; what makes no sense is left to the rules of the fields. */
export function readFieldTexts(texts: FieldTexts): Partial<Record<NewFieldName, unknown>> {
  const given = newFieldNames.filter((name) => typeof texts[name] === "string");
  return Object.fromEntries(given.map((name) => [name, readValue(wishFields[name].kind, texts[name]!)]));
}

/** The flag that sets a field, as commander derives the name of the option from it: `--due-date` for `dueDate`. */
export function flagOf(name: NewFieldName): string {
  return `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}
