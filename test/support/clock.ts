import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The wall clock of programs that run in processes of their own. */
export interface JumpingClock {
  /** What a program needs in its environment to go by this clock. */
  variables: Record<string, string>;
  /** Sets it so far ahead of the true time; negative is behind. */
  setAhead(seconds: number): void;
}

/** Makes a clock that is right until it is set; the folder keeps a file for it. */
export function createJumpingClock(folder: string): JumpingClock {
  const file = join(folder, "seconds-ahead");
  const preload = new URL("jumping-clock.mjs", import.meta.url).href;
  const setAhead = (seconds: number) => {
    // Nobody may read a file that is half written.
    writeFileSync(`${file}.new`, String(seconds));
    renameSync(`${file}.new`, file);
  };
  setAhead(0);
  return { variables: { NODE_OPTIONS: `--import=${preload}`, WISH_TEST_CLOCK_FILE: file }, setAhead };
}
