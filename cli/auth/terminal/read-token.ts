import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";

import type { Environment } from "../../environment.ts";
import type { Output } from "../../output/output.ts";

/**
 * Reads what a person or a script gives on standard input as a token.
 *
 * At a terminal it is one line that is not shown. It is read key by key, since a terminal's own line ends after 4,095
 * characters on Linux and 1,024 on macOS, and a token may be longer.
 */
export async function readGivenText(
  { stdin, interrupts }: Pick<Environment, "stdin" | "interrupts">,
  output: Output,
): Promise<string> {
  if (!stdin.isTTY) return text(stdin);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  // Only now is nothing shown any more.
  output.note(["Paste the token and press Enter; it is not shown. (ctrl-C to stop)"]);
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => resolve(""));
    // Key by key, ctrl-C is a key like any other.
    lines.once("SIGINT", () => {
      lines.close();
      interrupts.interrupt("SIGINT");
    });
  });
}
