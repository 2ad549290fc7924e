/** The time at which the run began, in milliseconds and base 36, and what nobody can guess. */
const ownKey = /^([0-9a-z]{8,9})-[0-9a-f]{16}$/u;

/** Makes the key of a new run. It has its time in it, so that a run that is taken up again goes on in the same order. */
export function newRunKey(now: number): string {
  return `${now.toString(36)}-${Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex")}`;
}

/** Whether {@link timeInRun} gives the same times in each run with this key. */
export function hasOwnTime(runKey: string): boolean {
  return ownKey.test(runKey);
}

/**
 * The time to give to a wish without one, so that the list ends up in the order of the input, the first on top, whatever
 * is sent first.
 *
 * @param number place in the input, from 1
 */
export function timeInRun(runKey: string, number: number, now: number): string {
  const [, begin] = ownKey.exec(runKey) ?? [];
  const beganAt = begin === undefined ? now : Math.min(now, Number.parseInt(begin, 36));
  return new Date(beganAt - number).toISOString();
}
