import type { Driven } from "./load-drive.ts";

/** Prints a row of figures. */
export function print(name: string, atOnce: number, driven: Driven): void {
  const { perSecond, p50Milliseconds, p99Milliseconds, answers, wrong } = driven;
  console.log(
    `${name.padEnd(26)} ${String(atOnce).padStart(4)} at once  ${perSecond.toFixed(0).padStart(6)}/s  ` +
      `p50 ${p50Milliseconds.toFixed(1).padStart(7)} ms  p99 ${p99Milliseconds.toFixed(1).padStart(7)} ms  ` +
      `${wrong} of ${answers} wrong`,
  );
}

/** Prints a ratio, and whether it reaches its goal. */
export function judge(
  what: string,
  ratio: number,
  reference: string,
  goal: { least: number } | { most: number },
): void {
  const [word, isReached] =
    "least" in goal ? [`at least ${goal.least}`, ratio >= goal.least] : [`at most ${goal.most}`, ratio <= goal.most];
  console.log(`${what} ${ratio.toFixed(2)} × ${reference}; the goal is ${word}: ${isReached ? "reached" : "missed"}\n`);
}
