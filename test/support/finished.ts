import type { ChildProcess } from "node:child_process";

/** What a finished run of a program leaves behind. */
export interface Finished {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Collects what a program writes until it ends; `onOutput` sees everything written so far, each time more comes. */
export function finished(program: ChildProcess, onOutput: (output: string) => void = () => {}): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  program.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput(stdout + stderr);
  });
  program.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    onOutput(stdout + stderr);
  });
  return new Promise((resolve, reject) => {
    program.on("error", reject);
    program.on("close", (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
}
