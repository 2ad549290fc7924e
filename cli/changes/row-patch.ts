import { changedNames, fieldNames, parseWishChange } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";
import { Failure } from "../failure.ts";
import type { Patch } from "./change.ts";
import { onlyDifferent } from "./patch.ts";

/** Fields of a listed wish that no change can say anything about. */
const fixedNames: ReadonlySet<string> = new Set(fieldNames.filter((name) => !changedNames.includes(name as never)));

/**
 * Makes the patch that gives a wish what a row of a file says of it. A field that is there without a value is taken away;
 * what the row does not mention stays.
 *
 * @returns an empty patch where the wish is like that already
 * @throws Failure `invalid_wish`
 */
export function differenceOf(row: object, wish: ListedWish): Patch {
  const mentioned = Object.entries(row)
    .map(([name, value]) => [name, value ?? null] as const)
    // A wish always has them, so an empty cell says nothing.
    .filter(([name, value]) => !fixedNames.has(name) && !(["status", "list"].includes(name) && value === null));
  const whole: Patch = Object.fromEntries(mentioned);
  const parsed = parseWishChange(whole);
  if (!parsed.ok) throw new Failure("invalid_wish", parsed.errors.map(({ message }) => message).join(" "));
  return onlyDifferent(whole, wish);
}

/**
 * As {@link differenceOf}, where it may be applied.
 *
 * @throws Failure `changed_meanwhile` when the row is of another version of the wish
 */
export function patchOfRow(row: object, wish: ListedWish): Patch {
  const patch = differenceOf(row, wish);
  const version = versionOf(row);
  if (Object.keys(patch).length === 0 || version === undefined || version === (wish.version ?? version)) return patch;
  throw new Failure(
    "changed_meanwhile",
    `The wish "${wish.name}" has changed meanwhile: it has version ${wish.version}, and here stands version ${version}.`,
  );
}

/** The version of the wish that a row was made of, where it says so. */
export function versionOf(row: object): number | undefined {
  return "version" in row && typeof row.version === "number" ? row.version : undefined;
}
