import { InvalidArgumentError } from "commander";

import { type FieldName, fieldNames, type NewFieldName } from "../../service/wish.ts";

/** A column of the table on a terminal. */
export interface ColumnTexts {
  title: string;
  /** The narrowest that its texts may be cut to, in cells; a column without it is whole or is not there. */
  leastCells?: number;
  /** Whether its texts end in one line, as numbers do. */
  isNumber?: boolean;
}

/** What the command line says of a field: the flag that sets it, with its help, and its column. */
interface FieldTexts {
  flag: { placeholder: string; help: string } | undefined;
  column: ColumnTexts | undefined;
}

type TextsOf<Name extends FieldName> = Name extends NewFieldName
  ? FieldTexts & { flag: NonNullable<FieldTexts["flag"]> }
  : FieldTexts;

/**
 * In the order of the table's columns: the first ones are the last to give way on a narrow terminal.
 *
 * A field without an entry breaks the build; so does one that a person sets and has no flag for.
 */
export const fieldTexts: { [Name in FieldName]: TextsOf<Name> } = {
  id: { flag: undefined, column: { title: "ID" } },
  name: {
    flag: { placeholder: "text", help: "what is wished for, one line" },
    column: { title: "NAME", leastCells: 60 },
  },
  price: {
    flag: { placeholder: "amount", help: 'what it costs, such as "39.90 EUR"' },
    column: { title: "PRICE", isNumber: true },
  },
  status: { flag: undefined, column: { title: "STATUS" } },
  priority: { flag: { placeholder: "high|low", help: "how much it is wanted" }, column: { title: "PRIORITY" } },
  quantity: {
    flag: { placeholder: "number", help: "how many are wanted" },
    column: { title: "QUANTITY", isNumber: true },
  },
  createdAt: { flag: undefined, column: { title: "ADDED" } },
  tags: {
    flag: { placeholder: "words", help: "what it belongs to, such as sport,outdoor" },
    column: { title: "TAGS", leastCells: 12 },
  },
  url: {
    flag: { placeholder: "address", help: "where to find it, http or https" },
    column: { title: "URL", leastCells: 20 },
  },
  description: {
    flag: { placeholder: "text", help: "more about it" },
    column: { title: "DESCRIPTION", leastCells: 20 },
  },
  updatedAt: { flag: undefined, column: undefined },
  version: { flag: undefined, column: undefined },
  list: {
    flag: { placeholder: "list", help: "the list that it is on (default: WISH_LIST, then default)" },
    column: undefined,
  },
};

/**
 * Reads a flag that chooses fields, such as `name,url`.
 *
 * @returns the fields in the order asked for
 * @throws InvalidArgumentError that names the fields there are
 */
export function parseFields(text: string): FieldName[] {
  return text.split(",").map((name) => {
    const field = fieldNames.find((each) => each === name.trim());
    if (field) return field;
    throw new InvalidArgumentError(
      `There is no field "${name.trim()}". The fields are ${fieldNames.join(", ")}. A word to look for stands in front of this flag.`,
    );
  });
}
