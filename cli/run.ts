import { homedir } from "node:os";

import type { Command } from "commander";

import { isCalled } from "./declaration.ts";
import type { Environment } from "./environment.ts";
import { checkValues } from "./flag-values.ts";
import { createInterrupts } from "./interrupts.ts";
import { createOutput } from "./output/output.ts";
import { createSecrets } from "./output/secrets.ts";
import { createProgram, type ProgramStreams } from "./program.ts";
import { report } from "./report.ts";

/** More than a signal takes to come. */
const signalMilliseconds = 1000;

/** The name of the command that a command line is about, whatever else is wrong with it. */
function calledCommand({ commands }: Command, words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const called = commands.find((each) => isCalled(each, word));
    if (!called) continue;
    const inner = calledCommand(called, words.slice(index + 1));
    return inner === undefined ? called.name() : `${called.name()} ${inner}`;
  }
  return undefined;
}

/** Runs the command line that a process was started with, and ends the process. */
export async function run(process: NodeJS.Process, version: string, keychainProgram: string): Promise<never> {
  const interrupts = createInterrupts(async (signal) => {
    process.stderr.write("\n");
    // Windows has no signals to die of.
    if (process.platform === "win32") process.exit(130);
    // To die of the signal, not to exit with its number: only then does a shell loop around this stop as well.
    process.off(signal, interrupts.interrupt);
    process.kill(process.pid, signal);
    // Where a library listens for the signal too, it comes with the next turn of the event loop only.
    await new Promise((resolve) => setTimeout(resolve, signalMilliseconds));
  });
  process.on("SIGINT", interrupts.interrupt);
  process.on("SIGTERM", interrupts.interrupt);

  // The write that fails says so itself; without a listener the event would end the process.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});

  const token = process.env["WISH_TOKEN"];
  delete process.env["WISH_TOKEN"];
  const secrets = createSecrets();
  secrets.add(token?.trim() ?? "");

  const environment: Environment = {
    variables: process.env,
    platform: process.platform,
    homeFolder: homedir(),
    userId: process.geteuid?.(),
    token,
    secrets,
    // Node opens it when it is first looked at.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    // As performance.now(), which Node.js takes milliseconds to load.
    monotonicNow: () => Number(process.hrtime.bigint()) / 1e6,
    interrupts,
    keychainProgram,
    version,
    nodeVersion: process.versions.node,
  };

  const wantsJson = process.argv.some((word) => /^--(?:nd)?json(?:=|$)/u.test(word));
  const output = createOutput(environment, !process.argv.includes("--no-color"));
  let help = "";
  const streams: ProgramStreams = {
    writeOut: (text) => void (help += text),
    // What commander would write there is what the report says.
    writeErr: () => {},
  };
  const { program } = createProgram(environment, streams);
  program.hook("preAction", (_program, command) => checkValues(command, process.argv.slice(2)));
  const parse = async () => {
    try {
      await program.parseAsync(process.argv.length > 2 ? process.argv : [...process.argv, "--help"]);
    } finally {
      if (help !== "") await output.print(help.trimEnd().split("\n"));
    }
  };
  try {
    await parse();
  } catch (error) {
    const { lines, exitCode } = report(error, wantsJson, calledCommand(program, process.argv));
    output.note(lines);
    process.exitCode = exitCode;
  }
  // Everything is written by then, and what is left, such as openid-client's next wait, is not worth waiting for.
  await output.flush();
  process.exit();
}
