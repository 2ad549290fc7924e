import { createLogUpdate } from "log-update";

import type { Environment } from "../environment.ts";
import type { Receipt } from "./bulk-add.ts";

/** A line on stderr that says how far a run has come. */
export interface Progress {
  count(receipt: Receipt): void;
  /** Takes the line away, so that something else can be written, until the next receipt is counted. */
  hide(): void;
}

export interface ProgressState {
  done: number;
  refused: number;
  elapsedMilliseconds: number;
  /** How much of the input was read with the first receipt, and with the last. */
  bytes: { first: number; last: number };
  sizeBytes: number | undefined;
}

const redrawMilliseconds = 100;
const silent: Progress = { count() {}, hide() {} };

/** Shows progress where somebody can see it move: on a terminal that can redraw a line, and not in CI. */
export function createProgress(
  { stderr, stdout, variables, now }: Pick<Environment, "stderr" | "stdout" | "variables" | "now">,
  sizeBytes: number | undefined,
): Progress {
  if (!stderr.isTTY || variables["TERM"] === "dumb" || variables["CI"]) return silent;
  const line = createLogUpdate(stderr, { showCursor: true });
  const startedAt = now();
  let drawnAt = startedAt;
  let done = 0;
  let refused = 0;
  let firstBytes: number | undefined;
  return {
    count({ kind, endBytes }) {
      firstBytes ??= endBytes;
      done += 1;
      if (kind === "refused") refused += 1;
      // Receipts on the same terminal have taken the line away.
      if (!stdout.isTTY && now() - drawnAt < redrawMilliseconds) return;
      drawnAt = now();
      const bytes = { first: firstBytes, last: endBytes };
      line(progressText({ done, refused, elapsedMilliseconds: drawnAt - startedAt, bytes, sizeBytes }));
    },
    hide: () => line.clear(),
  };
}

/** Says how far a run has come, how fast it is, and how long it will still take where the size of the input is known. */
export function progressText({ done, refused, elapsedMilliseconds, bytes, sizeBytes }: ProgressState): string {
  const seconds = Math.max(elapsedMilliseconds, 1) / 1000;
  const read = bytes.last - bytes.first;
  const secondsLeft = sizeBytes && read > 0 ? (seconds * (sizeBytes - bytes.last)) / read : undefined;
  return [
    ...(sizeBytes ? [`${Math.min(100, Math.floor((100 * bytes.last) / sizeBytes))} %`] : []),
    `${done.toLocaleString("en")} wishes`,
    ...(refused > 0 ? [`${refused.toLocaleString("en")} refused`] : []),
    `${(done / seconds).toFixed(done / seconds < 10 ? 1 : 0)}/s`,
    ...(secondsLeft === undefined ? [] : [`${formatDuration(Math.max(0, secondsLeft))} left`]),
  ].join(" · ");
}

function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const tail = `${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
