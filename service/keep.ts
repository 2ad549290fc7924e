/** Gives what was made under a key a moment ago, or makes it. */
export type Keep<T> = (key: string, make: () => Promise<T>) => Promise<T>;

/**
 * Keeps what was made for a while from when its making began. Who asks meanwhile gets the same; a failure is not kept.
 *
 * @param mostKept what was made first goes first
 * @param now milliseconds since 1970: a clock that is never set may stand still while a function is frozen
 */
export function createKeep<T>(milliseconds: number, mostKept: number, now: () => number): Keep<T> {
  const kept = new Map<string, { begun: number; value: Promise<T> }>();
  return async (key, make) => {
    const found = kept.get(key);
    const begun = now();
    // A clock that was put back says nothing.
    if (found && begun >= found.begun && begun < found.begun + milliseconds) return found.value;
    const made = { begun, value: make() };
    kept.delete(key);
    kept.set(key, made);
    for (const [each, { begun: earlier }] of kept) {
      if (kept.size <= mostKept && begun < earlier + milliseconds) break;
      kept.delete(each);
    }
    try {
      return await made.value;
    } catch (error) {
      if (kept.get(key) === made) kept.delete(key);
      throw error;
    }
  };
}
