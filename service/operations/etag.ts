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
 * @returns the version that was required; `undefined` where any will do
 * @throws Failure `precondition_failed`
 */
export function requireMatch({ headers }: ServiceRequest, wish: Pick<Wish, "version">): number | undefined {
  const wanted = headers["if-match"]?.split(",").map((tag) => tag.trim());
  if (!wanted || wanted.includes("*")) return undefined;
  if (wanted.includes(etagOf(wish).etag)) return wish.version;
  throw new Failure("precondition_failed", `The wish has changed meanwhile: it is at version ${wish.version} now.`);
}
