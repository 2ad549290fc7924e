import type { Command } from "commander";

import { listFields, type List, type NewList, type NewListFieldName, parseNewList } from "../../service/lists.ts";
import { Failure } from "../failure.ts";
import { readValue } from "../output/field-text.ts";

/** The flags that say something about a list; `unlisted` is one without a value. */
const flags = {
  title: { placeholder: "text", help: "what people read on top of its page" },
  description: { placeholder: "text", help: "more about it; may have several lines" },
  date: { placeholder: "day", help: "the day of the occasion, such as 2027-03-03" },
} satisfies Partial<Record<NewListFieldName, object>>;

export const listFlagNames = Object.keys(flags) as (keyof typeof flags)[];

/** What the flags say; `false` takes a field away. */
export type ListTexts = Partial<Record<keyof typeof flags, string | false>> & { unlisted?: boolean };

export function declareListFields(command: Command): Command {
  for (const name of listFlagNames) command.option(`--${name} <${flags[name].placeholder}>`, flags[name].help);
  return command;
}

/** Makes of what is said about a list, and of what the flags change of it, what is to be said. */
export function saidAbout(texts: ListTexts, before: Partial<List> = {}): NewList {
  const { title, description, date, unlisted } = before;
  const said: Record<string, unknown> = { title, description, date, unlisted };
  for (const name of listFlagNames) {
    const text = texts[name];
    if (text !== undefined) said[name] = text === false ? undefined : readValue(listFields[name].kind, text);
  }
  if (texts.unlisted !== undefined) said["unlisted"] = texts.unlisted;
  return said;
}

/** @throws Failure `invalid_wish` with each broken rule */
export function checkList(name: string, said: unknown): NewList {
  const parsed = parseNewList(name, said);
  if (parsed.ok) return parsed.list;
  throw new Failure("invalid_wish", "This cannot be a list; nothing was sent.", {
    hints: parsed.errors.map(({ message }) => message),
  });
}
