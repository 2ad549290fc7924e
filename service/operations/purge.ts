/** How long a removed wish can be brought back. */
export const keptAfterRemovalDays = 30;

const daySeconds = 24 * 60 * 60;

/** When something is deleted for good that is kept for so many days from now, in seconds since 1970. */
export function purgeTimeOf(now: Date, days = keptAfterRemovalDays): number {
  return Math.floor(now.getTime() / 1000) + days * daySeconds;
}

/** Whether the time is over for which something is kept. The table deletes it days late. */
export function isPurged({ purgeAt }: { purgeAt?: number }, now: Date): boolean {
  return purgeAt !== undefined && purgeAt * 1000 <= now.getTime();
}
