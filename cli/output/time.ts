/** Writes a time as the clock on the wall shows it: `2026-11-22 14:32`. */
export function formatTime(time: Date): string {
  // Sweden writes dates as ISO 8601 does.
  return time.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}
