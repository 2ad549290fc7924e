import { createInterface } from "node:readline";

import type { Environment } from "../../environment.ts";

/**
 * Asks a person a question at the terminal; Enter alone is no.
 *
 * @returns `nobody` where there is no terminal in both directions, or `CI` is set
 */
export async function askYesOrNo(
  environment: Pick<Environment, "stdin" | "stderr" | "variables" | "interrupts">,
  question: string,
): Promise<"yes" | "no" | "nobody"> {
  const answer = await askLine(environment, `${question} [y/N] `);
  if (answer === undefined) return "nobody";
  return /^y(?:es)?$/iu.test(answer.trim()) ? "yes" : "no";
}

/** Asks for a line; `undefined` where nobody can be asked. The end of the input is an empty line. */
export async function askLine(
  { stdin, stderr, variables, interrupts }: Pick<Environment, "stdin" | "stderr" | "variables" | "interrupts">,
  prompt: string,
): Promise<string | undefined> {
  if (!stdin.isTTY || !stderr.isTTY || variables["CI"]) return undefined;
  const lines = createInterface({ input: stdin, output: stderr, terminal: true });
  try {
    return await new Promise((resolve) => {
      lines.once("close", () => resolve(""));
      lines.once("SIGINT", () => interrupts.interrupt("SIGINT"));
      lines.question(prompt, resolve);
    });
  } finally {
    lines.close();
  }
}
