import { CommanderError } from "commander";

import { exitCodes, failureIn } from "./failure.ts";
import { isClosedPipe, type Line } from "./output/output.ts";

/** What is said about an error, and the exit code for it. */
export interface Report {
  lines: Line[];
  exitCode: number;
}

const unexpectedExitCode = 1;
const usageExitCode = 2;

/** Turns whatever a command has thrown into what the person reads and the script gets. */
export function report(error: unknown): Report {
  // Nobody reads any more, as after `| head -1`: that is no failure.
  if (isClosedPipe(error)) return { lines: [], exitCode: 0 };
  // Commander has said what there is to say; help and version come this way too.
  if (error instanceof CommanderError) return { lines: [], exitCode: error.exitCode === 0 ? 0 : usageExitCode };
  const failure = failureIn(error);
  if (!failure) return { lines: [`wish: unexpected failure: ${String(error)}`], exitCode: unexpectedExitCode };
  return {
    lines: [["wish: ", { text: failure.message, style: "strong" }], ...failure.hints],
    exitCode: exitCodes[failure.code],
  };
}
