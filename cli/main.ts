#!/usr/bin/env node
import { writeSync } from "node:fs";

import { createLoader } from "./loader.ts";
import type * as Program from "./run.ts";

/** Put in by the build, from package.json. */
declare const wishVersion: string;

const stdoutDescriptor = 1;

if (process.argv.length === 3 && ["--version", "-V"].includes(process.argv[2]!)) answerVersion();
else void start();

function start(): Promise<never> {
  const folder = import.meta.dirname;
  const { run } = createLoader(folder, require)("program.js") as typeof Program;
  return run(process, wishVersion, `${folder}/keychain-program.js`);
}

/** Answers before anything is loaded, `process.stdout` included: loading is all that it would take time for. */
function answerVersion(): void {
  try {
    writeSync(stdoutDescriptor, `${wishVersion}\n`);
  } catch {
    // The program says why it cannot be written.
    void start();
  }
}
