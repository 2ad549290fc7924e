import { InvalidArgumentError } from "commander";

/** What a listed wish has, in the order of the tab-separated form. Scripts rely on it: add only at the end. */
export const wishFields = ["id", "name", "url", "description", "createdAt"] as const;

export type WishField = (typeof wishFields)[number];

/**
 * Reads a flag that chooses fields, such as `name,url`.
 *
 * @returns the fields in the order asked for
 * @throws InvalidArgumentError that names the fields there are
 */
export function parseFields(text: string): WishField[] {
  return text.split(",").map((name) => {
    const field = wishFields.find((each) => each === name.trim());
    if (field) return field;
    throw new InvalidArgumentError(`There is no field "${name.trim()}". The fields are ${wishFields.join(", ")}.`);
  });
}
