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

/**
 * Turns whatever a command has thrown into what the person reads and the script gets.
 *
 * @param command the one that was called, for the pointer to its help after wrong usage
 * @param asJson whether a program reads it: `{"error":{"code","message","hint"}}` on one line, without `hint` where
 * there is nothing to do
 */
export function report(error: unknown, asJson: boolean, command?: string): Report {
  // The reader has gone, as after `| head -1`: that is not a failure.
  if (isClosedPipe(error)) return { lines: [], exitCode: 0 };
  if (error instanceof CommanderError) return reportUsage(error, asJson, command);
  const failure = failureIn(error);
  if (!failure) {
    const message = `unexpected failure: ${String(error)}`;
    return { lines: [asJson ? jsonLine("unexpected", message, []) : `wish: ${message}`], exitCode: unexpectedExitCode };
  }
  const { code, message, hints } = failure;
  const lines = code === "wrong_usage" ? usageLines(message, hints, command) : textLines(message, hints);
  return { lines: asJson ? [jsonLine(code, message, hints)] : lines, exitCode: exitCodes[code] };
}

function reportUsage({ exitCode, message }: CommanderError, asJson: boolean, command: string | undefined): Report {
  // Help and version come this way too.
  if (exitCode === 0) return { lines: [], exitCode: 0 };
  const [problem = "", ...hints] = message.replace(/^error: /u, "").split("\n");
  const lines = asJson ? [jsonLine("wrong_usage", problem, hints)] : usageLines(problem, hints, command);
  return { lines, exitCode: usageExitCode };
}

function usageLines(message: string, hints: readonly string[], command: string | undefined): Line[] {
  return [...textLines(message, hints), `See \`wish help${command === undefined ? "" : ` ${command}`}\`.`];
}

function textLines(message: string, hints: readonly string[]): Line[] {
  return [["wish: ", { text: message, style: "strong" }], ...hints];
}

function jsonLine(code: string, message: string, hints: readonly string[]): string {
  return JSON.stringify({ error: { code, message, ...(hints.length > 0 && { hint: hints.join("\n") }) } });
}
