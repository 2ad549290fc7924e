import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Finished, finished } from "./finished.ts";

/** The built program, as people run it. */
export const wishProgram = fileURLToPath(new URL("../../dist/wish.js", import.meta.url));

/** Starts the built `wish` with pipes around it and nothing of this process's own settings. */
export function startWish(args: string[], variables: Record<string, string>): ChildProcess {
  const { PATH = "", DBUS_SESSION_BUS_ADDRESS } = process.env;
  return spawn(process.execPath, [wishProgram, ...args], {
    env: { PATH, ...(DBUS_SESSION_BUS_ADDRESS && { DBUS_SESSION_BUS_ADDRESS }), ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs the built `wish` to its end. */
export function runWish(args: string[], variables: Record<string, string>, input = ""): Promise<Finished> {
  const program = startWish(args, variables);
  program.stdin?.end(input);
  return finished(program);
}
