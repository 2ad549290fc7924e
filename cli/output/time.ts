/** Writes a time as the clock on the wall shows it: `2026-11-22 14:32`. */
export function formatTime(time: Date): string {
  return `${formatDay(time)} ${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

/** Writes a day as the calendar on the wall shows it: `2026-11-22`. */
export function formatDay(time: Date): string {
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(pad).join("-");
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

/** Writes how long something still lasts: `14:05`, in minutes and seconds. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}
