import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";
import type { Wish } from "../wish.ts";

/** The headers that say which version of a wish an answer has: a strong entity tag (RFC 9110 §8.8.3). */
export function etagOf({ version }: Pick<Wish, "version">): { etag: string } {
  return { etag: `"${version}"` };
}

/**
 * Requires what `If-Match` asks for, where it is there (RFC 9110 §13.1.1).
 *
 * @param called what it is, within a sentence
 * @returns the version that was required; `undefined` where any will do
 * @throws Failure `precondition_failed`
 */
export function requireMatch(
  { headers }: ServiceRequest,
  current: Pick<Wish, "version"> | undefined,
  called = "wish",
): number | undefined {
  const wanted = headers["if-match"]?.split(",").map((tag) => tag.trim());
  if (!wanted) return undefined;
  if (!current) throw new Failure("precondition_failed", `There is no such ${called} any more.`);
  if (wanted.includes("*")) return undefined;
  if (wanted.includes(etagOf(current).etag)) return current.version;
  throw new Failure(
    "precondition_failed",
    `The ${called} has changed meanwhile: it is at version ${current.version} now.`,
  );
}

/**
 * Refuses what is there already, where `If-None-Match: *` asks for that (RFC 9110 §13.1.2).
 *
 * @throws Failure `precondition_failed`
 */
export function requireAbsence({ headers }: ServiceRequest, message: string): void {
  if (headers["if-none-match"]?.trim() === "*") throw new Failure("precondition_failed", message);
}
