import type { ListedWish } from "../api/list-wishes.ts";

/** The columns of the tab-separated form, in order. Scripts rely on them: add only at the end. */
export const tsvColumns = ["id", "name", "url", "description", "createdAt"] as const;

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };

/** One wish as one line of tab-separated values; an absent value is empty. */
export function tsvLine(wish: ListedWish): string {
  return tsvColumns.map((column) => (wish[column] ?? "").replace(/[\t\n\r\\]/gu, (sign) => escapes[sign]!)).join("\t");
}
