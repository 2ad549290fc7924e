/**
 * Finds how many characters of each id tell it from all others; an id that another one begins with needs all of its own.
 *
 * @returns numbers of UTF-16 units by id
 */
export function uniquePrefixLengths(ids: Iterable<string>): Map<string, number> {
  const sorted = [...new Set(ids)].toSorted();
  // Of all ids, those next to it in this order have the most in common with it.
  const common = sorted.map((id, index) => commonLength(id, sorted[index + 1] ?? ""));
  return new Map(
    sorted.map((id, index) => [id, Math.min(id.length, Math.max(common[index]!, common[index - 1] ?? 0) + 1)]),
  );
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
