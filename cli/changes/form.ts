import { changedNames, type ChangedFieldName, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { readValue, writeValue } from "../output/field-text.ts";
import type { Patch } from "./change.ts";

const lastField = "description" satisfies ChangedFieldName;
const lineFields = changedNames.filter((name) => name !== lastField);

const beginning = `# Change the wish below, save, and close the editor.
# A field without a value is taken away. Lines that begin with # do not count.
`;

/** Writes a wish as a form to be filled in; what is wrong with it stands on top. */
export function writeForm(wish: ListedWish, problems: readonly string[] = []): string {
  const lines = lineFields.map((name) => {
    const value = wish[name];
    const { kind } = wishFields[name];
    const choices = kind === "choice" ? `# ${wishFields[name].choices.join(" or ")}\n` : "";
    return `${choices}${name}: ${value === undefined ? "" : writeValue(kind, value)}`.trimEnd();
  });
  const said = problems.map((problem) => `# >>> ${problem}\n`).join("");
  return `${said}${beginning}\n${lines.join("\n")}\n\n# All below the next line is the description.\n${lastField}:\n${wish[lastField] ?? ""}\n`;
}

/** Puts what is wrong with a form on top of it, in place of what was said before. */
export function withProblems(form: string, problems: readonly string[]): string {
  const kept = form.split("\n").filter((line) => !line.startsWith("# >>> "));
  return [...problems.map((problem) => `# >>> ${problem}`), ...kept].join("\n");
}

/** Reads a form back; an empty value takes the field away. */
export function readForm(form: string): { patch: Patch; problems: string[] } {
  const problems: string[] = [];
  const lines = form.split(/\r?\n/u);
  const end = lines.findIndex((line) => line.trim() === `${lastField}:`);
  if (end === -1) problems.push(`The line "${lastField}:" is missing.`);
  const description = lines
    .slice(end + 1)
    .join("\n")
    .trimEnd();
  const patch: Record<string, unknown> = { [lastField]: description === "" ? null : description };
  for (const line of lines.slice(0, end)) {
    if (line.startsWith("#") || line.trim() === "") continue;
    const [, name = "", value = ""] = /^(\w+):(.*)$/u.exec(line) ?? [];
    const field = lineFields.find((each) => each === name);
    if (!field) problems.push(`"${line}" is not a field. The fields are ${changedNames.join(", ")}.`);
    else patch[field] = value.trim() === "" ? null : readValue(wishFields[field].kind, value.trim());
  }
  return { patch, problems };
}
