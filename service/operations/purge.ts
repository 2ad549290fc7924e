import { keptAfterRemovalDays } from "../contract.ts";

const daySeconds = 24 * 60 * 60;

/** When something that is removed now is deleted for good, in seconds since 1970. */
export function purgeTimeOf(now: Date): number {
  return Math.floor(now.getTime() / 1000) + keptAfterRemovalDays * daySeconds;
}

/** Whether the time is over in which something could be brought back. The table deletes it days late. */
export function isPurged({ purgeAt }: { purgeAt?: number }, now: Date): boolean {
  return purgeAt !== undefined && purgeAt * 1000 <= now.getTime();
}
