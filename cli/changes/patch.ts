import { type FieldName, parseWishChange, wishFields } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { Failure } from "../failure.ts";
import { writeValue } from "../output/field-text.ts";
import type { Patch } from "./change.ts";

/** @throws Failure `invalid_wish` with each broken rule */
export function checkPatch(patch: Patch): void {
  const parsed = parseWishChange(patch);
  if (parsed.ok) return;
  throw new Failure("invalid_wish", "The wish cannot be changed like this; nothing was sent.", {
    hints: parsed.errors.map(({ message }) => message),
  });
}

/** Leaves out what a wish has already. */
export function onlyDifferent(patch: Patch, wish: ListedWish): Patch {
  const parsed = parseWishChange(patch);
  if (!parsed.ok) return patch;
  const { set, clear } = parsed.change;
  const isSame = (name: FieldName, value: unknown) => textOf(name, wish[name]) === textOf(name, value);
  return Object.fromEntries([
    ...Object.entries(set).filter(([name, value]) => !isSame(name as FieldName, value)),
    ...clear.filter((name) => wish[name] !== undefined).map((name) => [name, null] as const),
  ]);
}

/** An API may give the members of an amount in any order. */
function textOf(name: FieldName, value: unknown): string | undefined {
  return value === undefined ? undefined : writeValue(wishFields[name].kind, value as never);
}

/** The name and the address that a patch gives, where it does: what other wishes may have already. */
export function newlyCalled({ name, url }: Patch): { name?: string; url?: string } {
  return { ...(typeof name === "string" && { name }), ...(typeof url === "string" && { url }) };
}
