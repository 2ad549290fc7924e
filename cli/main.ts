#!/usr/bin/env node
import { homedir } from "node:os";

import { openContext } from "./context.ts";
import type { Environment } from "./environment.ts";
import { createInterrupts } from "./interrupts.ts";
import { createOutput } from "./output/output.ts";
import { createProgram } from "./program.ts";
import { report } from "./report.ts";

/** Put in by the build, from package.json. */
declare const wishVersion: string;

const interrupts = createInterrupts((signal) => {
  process.stderr.write("\n");
  // Windows has no signals to die of.
  if (process.platform === "win32") process.exit(130);
  // To die of the signal, not to exit with its number: only then does a shell loop around this stop as well.
  process.off(signal, interrupts.interrupt);
  process.kill(process.pid, signal);
});
process.on("SIGINT", interrupts.interrupt);
process.on("SIGTERM", interrupts.interrupt);

// The write that fails says so itself; without a listener the event would end the process.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const environment: Environment = {
  variables: process.env,
  platform: process.platform,
  homeFolder: homedir(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: Date.now,
  interrupts,
  keychainProgram: new URL("./keychain-program.js", import.meta.url),
  version: wishVersion,
};

const output = createOutput(environment, !process.argv.includes("--no-color"));
const program = createProgram(wishVersion, (flags) => openContext(environment, flags), {
  writeOut: (text) => void process.stdout.write(text),
  writeErr: (text) => void process.stderr.write(text),
});
try {
  await program.parseAsync(process.argv.length > 2 ? process.argv : [...process.argv, "--help"]);
} catch (error) {
  const { lines, exitCode } = report(error);
  output.note(lines);
  process.exitCode = exitCode;
}
// Everything is written by then, and what is left, such as openid-client's next wait, is not worth waiting for.
await output.flush();
process.exit();
