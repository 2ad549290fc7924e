import type { Field } from "../kinds.ts";

export type Schema = Record<string, unknown>;

/** The form in which a value of a field is kept and answered. */
export function keptForm(field: Field): Schema {
  switch (field.kind) {
    case "line":
      return {
        type: "string",
        description: "One line, trimmed, in Unicode NFC.",
        minLength: 1,
        maxLength: field.maxCharacters,
      };
    case "lines":
      return {
        type: "string",
        description: "May hold line breaks and tabs, no other control characters.",
        minLength: 1,
        maxLength: field.maxCharacters,
      };
    case "url":
      return {
        type: "string",
        description: "A complete http or https address without user name and password.",
        maxLength: field.maxCharacters,
        pattern: "^[Hh][Tt][Tt][Pp][Ss]?://",
      };
    case "amount":
      return record({
        amount: { type: "string", pattern: "^[0-9]{1,15}([.][0-9]+)?$" },
        currency: { type: "string", description: "ISO 4217.", pattern: "^[A-Z]{3}$" },
      });
    case "choice":
      return { enum: field.choices };
    case "count":
      return { type: "integer", minimum: field.min, maximum: field.max };
    case "words":
      return {
        type: "array",
        description: "Words of letters, digits and hyphens: in lower case, sorted, each once.",
        items: { type: "string", minLength: 1, maxLength: field.maxCharacters },
        minItems: 1,
        maxItems: field.maxWords,
        uniqueItems: true,
      };
    case "slug":
      return {
        type: "string",
        description: "Small letters, digits and hyphens.",
        pattern: `^[a-z0-9-]{1,${field.maxCharacters}}$`,
        ...(field.default !== undefined && { default: field.default }),
      };
    case "time":
      return { type: "string", format: "date-time", pattern: "\\.[0-9]{3}Z$" };
    case "day":
      return { type: "string", format: "date" };
    case "mark":
      return { const: true };
    default:
      return field satisfies never;
  }
}

/** The form in which a person may give it, before it is put into the one that is kept. */
export function givenForm(field: Field): Schema {
  if (field.kind === "words") return { type: "array", items: { type: "string" } };
  if (field.kind === "mark") return { type: "boolean" };
  const kept = keptForm(field);
  return kept["type"] === "string" ? { type: "string" } : kept;
}

/** The members of an object for these fields, each in this form. */
export function formsOf<Name extends string>(
  names: readonly Name[],
  fields: Readonly<Record<Name, Field>>,
  form: (field: Field) => Schema,
): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => [name, form(fields[name])]));
}

/** An object with these members and no other; all are required unless it is said which. */
export function record(properties: Record<string, Schema>, more: Schema = {}): Schema {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false, ...more };
}
