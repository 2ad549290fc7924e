import { parseWishChange } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { Failure } from "../failure.ts";
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
  const old = wish as unknown as Record<string, unknown>;
  return Object.fromEntries([
    ...Object.entries(set).filter(([name, value]) => JSON.stringify(old[name]) !== JSON.stringify(value)),
    ...clear.filter((name) => old[name] !== undefined).map((name) => [name, null] as const),
  ]);
}
