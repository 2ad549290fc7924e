import { clearLine, cursorTo, moveCursor } from "node:readline";

import type { Environment } from "../environment.ts";

/** The last line on stderr, written anew again and again. */
export interface StatusLine {
  show(text: string): void;
  /** Takes the line away, so that something else can be written in its place. */
  clear(): void;
  /** To be called when the person's Enter has moved the cursor on to the next line. */
  afterEnter(): void;
}

/**
 * Makes the status line of a terminal; `undefined` where lines cannot be rewritten or nobody watches.
 *
 * It leaves the cursor visible and the terminal in its mode, so there is nothing to restore when the program is ended.
 */
export function createStatusLine({
  stderr,
  variables,
}: Pick<Environment, "stderr" | "variables">): StatusLine | undefined {
  if (!stderr.isTTY || variables["TERM"] === "dumb" || variables["CI"]) return undefined;
  const clear = () => {
    cursorTo(stderr, 0);
    clearLine(stderr, 0);
  };
  return {
    clear,
    show(text) {
      clear();
      // A line that wraps could not be taken back.
      stderr.write(text.slice(0, stderr.columns - 1));
    },
    afterEnter() {
      moveCursor(stderr, 0, -1);
    },
  };
}
