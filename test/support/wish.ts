import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built program, as people run it. */
export const wishProgram = fileURLToPath(new URL("../../dist/wish.js", import.meta.url));

export interface Finished {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Starts the built `wish` with pipes around it and nothing of this process's own settings. */
export function startWish(args: string[], variables: Record<string, string>): ChildProcess {
  const { PATH = "", DBUS_SESSION_BUS_ADDRESS } = process.env;
  return spawn(process.execPath, [wishProgram, ...args], {
    env: { PATH, ...(DBUS_SESSION_BUS_ADDRESS && { DBUS_SESSION_BUS_ADDRESS }), ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
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

/** Runs the built `wish` to its end. */
export function runWish(args: string[], variables: Record<string, string>, input = ""): Promise<Finished> {
  const program = startWish(args, variables);
  program.stdin?.end(input);
  return finished(program);
}
