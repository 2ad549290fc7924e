import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

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
  /** Where the program is; the same for every test, unless its keychain was replaced. */
  folder: string;
  home: string;
  configFolder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Starts it and leaves it running. */
  start(args: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams;
  /** Runs it with a real terminal for all three streams; `stdout` has everything that the terminal shows. */
  runInTerminal(args: readonly string[], options?: TerminalOptions): Promise<Finished>;
  /** The same, left running. */
  startInTerminal(args: readonly string[], options?: TerminalOptions): ChildProcessWithoutNullStreams;
}

/** Where `npm run build` puts the program; the global set-up has built it. */
export const builtFolder = fileURLToPath(new URL("../../dist", import.meta.url));

/** Gives the built program a new home, in which nobody is signed in. Nothing of this process's environment reaches it. */
export async function createWish(): Promise<Wish> {
  const home = await mkdtemp(join(tmpdir(), "wish-test-"));
  const configFolder = join(home, "config");

  const environmentOf = (options: RunOptions) => ({
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    TZ: "UTC",
    // A pager may wait for a key.
    WISH_PAGER: "",
    WISH_CONFIG_DIR: configFolder,
    WISH_CREDENTIAL_STORE: "file",
    ...options.environment,
  });
  const launch = (command: string, args: readonly string[], options: RunOptions) => {
    const child = spawn(command, args, { env: environmentOf(options), stdio: "pipe" });
    if (options.stdin !== undefined) child.stdin.end(options.stdin);
    return child;
  };
  const start = (args: readonly string[], options: RunOptions = {}) =>
    launch(process.execPath, [join(wish.folder, "wish.js"), ...args], options);
  const startInTerminal = (args: readonly string[], options: TerminalOptions = {}) => {
    const words = [process.execPath, join(wish.folder, "wish.js"), ...args].map(
      (word) => `'${word.replaceAll("'", `'\\''`)}'`,
    );
    const command = `stty cols ${options.columns ?? 80}; exec ${words.join(" ")}`;
    return launch("script", ["--quiet", "--return", "--command", command, "/dev/null"], options);
  };

  const wish: Wish = {
    folder: builtFolder,
    home,
    configFolder,
    start,
    run: (args, options = {}) => finished(start(args, { stdin: "", ...options })),
    startInTerminal,
    runInTerminal: (args, options) => finished(startInTerminal(args, options)),
    async [Symbol.asyncDispose]() {
      const folders = wish.folder === builtFolder ? [home] : [home, wish.folder];
      await Promise.all(folders.map((each) => rm(each, { recursive: true, force: true })));
    },
  };
  return wish;
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
