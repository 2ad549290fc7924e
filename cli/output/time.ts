/** Writes a time as the clock on the wall shows it: `2026-11-22 14:32`. */
export function formatTime(time: Date): string {
  // Sweden writes dates as ISO 8601 does.
  return time.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}

/** Writes a day as the calendar on the wall shows it: `2026-11-22`. */
export function formatDay(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** Writes how long something still lasts: `14:05`, in minutes and seconds. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
