import { type NewFieldName, wishFields } from "../../service/wish.ts";
import { writeValue } from "../output/field-text.ts";
import type { Line } from "../output/output.ts";
import type { Product } from "./read-product.ts";

const takenFields = ["name", "price", "description"] as const satisfies NewFieldName[];

/** So much of a value is shown: a person knows it again by that. */
const mostShown = 60;

/** What a product fills of the fields that are still empty, as values and as the texts of their flags, and lines on it. */
export function fillFrom(product: Product, isEmpty: (field: NewFieldName) => boolean) {
  const taken = takenFields.filter((field) => product[field] && isEmpty(field));
  const values = Object.fromEntries(taken.map((field) => [field, product[field]!.value]));
  const texts: Partial<Record<NewFieldName, string>> = {};
  const lines: Line[] = [];
  for (const field of taken) {
    const { value, source } = product[field]!;
    const text = writeValue<"line" | "lines" | "amount">(wishFields[field].kind, value);
    texts[field] = text;
    const line = text.replace(/\s+/gu, " ");
    const shown = line.length > mostShown ? `${line.slice(0, mostShown).replace(/[\uD800-\uDBFF]$/u, "")}…` : line;
    lines.push([`${field} `, { text: shown, style: "strong" }, `: ${source}`]);
  }
  if (product.doubt !== undefined && isEmpty("price")) lines.push(`price left out: ${product.doubt}`);
  if (product.isSoldOut) lines.push([{ text: "It is sold out there.", style: "warning" }]);
  return { values, texts, lines };
}
