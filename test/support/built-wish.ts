import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Metafile } from "esbuild";

import { bundleProgram } from "../../cli/build/bundle.ts";
import { type Finished, finished } from "./finished.ts";

export interface RunOptions {
  environment?: Record<string, string>;
  stdin?: string;
}

export interface TerminalOptions extends RunOptions {
  columns?: number;
}

/** The built program, with a config folder and a home of its own. */
export interface Wish extends AsyncDisposable {
  folder: string;
  configFolder: string;
  metafile: Metafile;
  run(args: string[], options?: RunOptions): Promise<Finished>;
  /** Starts it and leaves it running. */
  start(args: string[], options?: RunOptions): ChildProcessWithoutNullStreams;
  /** Runs it with a real terminal for all three streams; `stdout` has everything that the terminal shows. */
  runInTerminal(args: string[], options?: TerminalOptions): Promise<Finished>;
  /** The same, left running. */
  startInTerminal(args: string[], options?: TerminalOptions): ChildProcessWithoutNullStreams;
}

// Below node_modules, so that the program finds keytar there as an installed one does.
const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));

/** Builds the program. To be done once a test file. */
export async function buildWish(): Promise<Wish> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "wish-test-"));
  const home = await mkdtemp(join(tmpdir(), "wish-test-"));
  const metafile = await bundleProgram(folder);
  const configFolder = join(home, "config");
  const program = join(folder, "wish.js");

  const environmentOf = (options: RunOptions) => ({
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    TZ: "UTC",
    WISH_CONFIG_DIR: configFolder,
    WISH_CREDENTIAL_STORE: "file",
    ...options.environment,
  });
  const launch = (command: string, args: string[], options: RunOptions) => {
    const child = spawn(command, args, { env: environmentOf(options), stdio: "pipe" });
    if (options.stdin !== undefined) child.stdin.end(options.stdin);
    return child;
  };

  const startInTerminal = (args: string[], options: TerminalOptions = {}) => {
    const words = [process.execPath, program, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const command = `stty cols ${options.columns ?? 80}; exec ${words.join(" ")}`;
    return launch("script", ["--quiet", "--return", "--command", command, "/dev/null"], options);
  };

  return {
    folder,
    configFolder,
    metafile,
    start: (args, options = {}) => launch(process.execPath, [program, ...args], options),
    run: (args, options = {}) => finished(launch(process.execPath, [program, ...args], { stdin: "", ...options })),
    startInTerminal,
    runInTerminal: (args, options) => finished(startInTerminal(args, options)),
    async [Symbol.asyncDispose]() {
      await Promise.all([folder, home].map((each) => rm(each, { recursive: true, force: true })));
    },
  };
}

/** Waits until a started program has written this. */
export async function hasWritten(child: ChildProcessWithoutNullStreams, wanted: string): Promise<void> {
  let written = "";
  await new Promise<void>((resolve) => {
    const look = (text: string | Buffer) => {
      written += String(text);
      if (written.includes(wanted)) resolve();
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
  });
}
