import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import type { Environment } from "../environment.ts";
import { isClosedPipe, type Line, type Output } from "./output.ts";

type Machine = Pick<Environment, "stdout" | "variables" | "platform" | "interrupts">;

/** What git leaves to a shell: `prepare_shell_cmd` in its run-command.c, less the space, which separates words here. */
const needsShell = /[|&;<>()$`\\"'\t\n*?[#~=%]/u;

/**
 * Prints lines into the pager, which starts with the first of them. It is chosen as git chooses its own (git-var(1),
 * GIT_PAGER): WISH_PAGER, then PAGER, then less, and LESS is FRX unless it is set.
 *
 * Without a pager the terminal gets the lines: where none is wanted or installed, in a build, and on a terminal of which
 * less would complain and wait for a key. Resolves when the person has left the pager, read to the end or not.
 */
export async function printPaged(parts: AsyncIterable<Line[]>, machine: Machine, output: Output): Promise<void> {
  let pager: Pager | undefined;
  try {
    for await (const lines of parts) {
      pager ??= await openPager(machine, output);
      await pager.print(lines);
    }
  } catch (error) {
    if (!pager?.end || !isClosedPipe(error)) throw error;
  } finally {
    await pager?.end?.();
  }
}

interface Pager extends Pick<Output, "print"> {
  /** Says that this is all, and resolves when the pager has ended. */
  end?: () => Promise<void>;
}

async function openPager(machine: Machine, output: Output): Promise<Pager> {
  const command = pagerCommand(machine);
  const child = command === undefined ? undefined : await start(command, machine);
  if (!child?.stdin) return output;
  const { stdin } = child;
  // ctrl-C is for the pager, which ends a search with it.
  const left = machine.interrupts.leaveToOther(() => once(child, "exit"));
  return {
    ...output.into(stdin),
    async end() {
      stdin.end();
      await left;
    },
  };
}

function pagerCommand({ stdout, variables, platform }: Machine): string | undefined {
  const terminal = variables["TERM"] ?? (platform === "win32" ? "windows" : "dumb");
  if (!stdout.isTTY || terminal === "dumb" || variables["CI"]) return undefined;
  const command = (variables["WISH_PAGER"] ?? variables["PAGER"] ?? "less").trim();
  return command === "" || command === "cat" ? undefined : command;
}

/** Gives the started pager; `undefined` where there is no such program. */
async function start(command: string, { variables }: Machine): Promise<ChildProcess | undefined> {
  const shell = needsShell.test(command);
  const [program, ...words] = shell ? [command] : command.split(/ +/u);
  const env = { ...variables, LESS: variables["LESS"] ?? "FRX", LV: variables["LV"] ?? "-c" };
  const pager = spawn(program!, words, { stdio: ["pipe", "inherit", "inherit"], env, shell });
  // Whoever leaves a pager early closes this; the write that fails says so itself.
  pager.stdin.on("error", () => {});
  try {
    await once(pager, "spawn");
    return pager;
  } catch {
    return undefined;
  }
}
