import { type FieldName, type NewWish, webAddress } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { differenceOf } from "../changes/row-patch.ts";
import { Failure } from "../failure.ts";
import { nameOfAddress } from "../files/plain-text.ts";
import { createDuplicates } from "../list/duplicates.ts";
import { parseListedWish } from "./plan.ts";
import type { Entry } from "./read-input.ts";

/** What differs between a file and the list. */
export type Difference =
  | { kind: "file"; number: number; wish: NewWish }
  | { kind: "list"; wish: ListedWish }
  /** Each field with what the list has and what the file has. */
  | { kind: "both"; number: number; wish: ListedWish; list: Values; file: Values }
  | { kind: "problem"; number: number; message: string };

type Values = Partial<Record<FieldName, unknown>>;

/**
 * Compares the wishes of a file with those of the list: first what the file has, in its order, then what only the list has.
 *
 * A row is compared with the wish that has its id, on whatever list; without an id, with one that has its address or its
 * name.
 *
 * @param show finds a wish by its id that is not among those that are listed
 */
export async function* compareAll(
  entries: AsyncIterable<Entry>,
  listed: readonly ListedWish[],
  show: (id: string) => Promise<ListedWish | undefined>,
): AsyncGenerator<Difference> {
  const left = new Map(listed.map((wish) => [wish.id, wish]));
  const duplicates = createDuplicates<ListedWish>();
  for (const wish of listed) duplicates.add(wish, wish);
  for await (const { number, content } of entries) {
    try {
      if ("problem" in content) throw new Failure("invalid_wish", content.problem);
      const row = withoutMadeUpName(content.value);
      const wish =
        typeof row.id === "string" && row.id !== ""
          ? (left.get(row.id) ?? (await show(row.id)))
          : duplicates.find(calledIn(row)).find(({ id }) => left.has(id));
      if (!wish) {
        const parsed = parseListedWish(content.value);
        if (!parsed.ok) throw new Failure("invalid_wish", parsed.errors.map(({ message }) => message).join(" "));
        yield { kind: "file", number, wish: parsed.wish };
        continue;
      }
      left.delete(wish.id);
      const file: Values = differenceOf(row, wish);
      const list = Object.fromEntries(Object.keys(file).map((name) => [name, wish[name as FieldName] ?? null]));
      if (Object.keys(file).length > 0) yield { kind: "both", number, wish, list, file };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield { kind: "problem", number, message: error.message };
    }
  }
  for (const wish of left.values()) yield { kind: "list", wish };
}

function calledIn({ name, url }: { name?: unknown; url?: unknown }): { name?: string; url?: string } {
  return { ...(typeof name === "string" && { name }), ...(typeof url === "string" && { url }) };
}

/** What only has an address in the file is not called by another name there. */
function withoutMadeUpName(value: unknown): { id?: unknown; name?: unknown; url?: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const { name, ...others } = value as { name?: unknown; url?: unknown };
  const address = typeof others.url === "string" ? webAddress(others.url) : undefined;
  return address && name === nameOfAddress(address) ? others : value;
}
