import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

import type { FunctionModel } from "../template/model.ts";
import type { Reaper } from "./reaper.ts";

/** How one invocation of a function ended, as its caller sees it. */
export type InvokeResult =
  | {
      outcome: "returned";
      /** What the handler returned, after a JSON round trip; `undefined` when it returned nothing. */
      payload: unknown;
    }
  | {
      outcome: "failed";
      /** Why there is no payload: the handler threw, crashed, ran out of time, or returned too much. For logs only. */
      message: string;
    };

/** One running copy of a function: a process that takes one event at a time. */
export interface FunctionInstance {
  invoke(event: unknown): Promise<InvokeResult>;
  /** False once the process has ended or is ending: it takes no more events. */
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** What the process gets to run its handler once. */
export interface Invocation {
  event: string;
  functionArn: string;
  requestId: string;
  timeoutSeconds: number;
}

export type WorkerMessage =
  | { type: "ready" }
  | { type: "returned"; payload: string | undefined }
  | { type: "init_failed" | "threw" | "crashed"; message: string; trace: string };

// Lambda quotas: 10 seconds for init, and 6 MB for a response, in the bytes that its error message names.
const initTimeoutSeconds = 10;
const maxResponseBytes = 6_291_556;

/**
 * Starts a process with the function's environment, and nothing of this process's own, and loads the handler in it.
 *
 * An error that the handler throws leaves the instance alive, as in Lambda. A timeout, an exit or an error outside the
 * handler ends it. Not captured: the limit on memory outside the JavaScript heap. There is none here.
 */
export function startInstance(
  model: FunctionModel,
  environment: Record<string, string>,
  reaper: Reaper,
  onOutput: (line: string) => void,
): FunctionInstance {
  const { arn, codeFolder, memoryMegabytes, timeoutSeconds } = model;
  const worker = fork(new URL("worker.mjs", import.meta.url), {
    cwd: codeFolder,
    env: environment,
    execArgv: [`--max-old-space-size=${memoryMegabytes}`],
    // A process group of its own: ctrl-C in a terminal goes to the whole group, but running requests should finish.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  reaper.watch(worker);
  const exited = new Promise((resolve) => worker.once("exit", resolve).once("error", resolve));

  let alive = true;
  let fatalError: string | undefined;
  let finish: ((result: InvokeResult) => void) | undefined;
  let markLoaded!: (failure?: string) => void;
  const loaded = new Promise<string | undefined>((resolve) => (markLoaded = resolve));

  const fail = (message: string, trace = "") => {
    for (const line of (trace || message).split("\n")) onOutput(line);
    finish?.({ outcome: "failed", message });
  };
  /** Fails whatever is waited for, and does not use the process again. */
  const end = (reason: string, trace?: string) => {
    if (alive) fail(reason, trace);
    alive = false;
    markLoaded(reason);
    worker.kill("SIGKILL");
  };
  const endAfter = (seconds: number, what: string) =>
    setTimeout(() => end(`${what} timed out after ${seconds.toFixed(2)} seconds`), seconds * 1000);
  const initTimer = endAfter(initTimeoutSeconds, "Init");
  void loaded.then(() => clearTimeout(initTimer));

  const receive = (message: WorkerMessage) => {
    switch (message.type) {
      case "ready":
        return markLoaded();
      case "init_failed":
        return end(`The handler could not be loaded: ${message.message}`, message.trace);
      case "crashed":
        return end(`The runtime crashed: ${message.message}`, message.trace);
      case "returned":
        return finish?.(readPayload(message.payload));
      case "threw":
        return fail(message.message, message.trace);
    }
  };
  createInterface({ input: worker.stdout! }).on("line", onOutput);
  // worker.mjs sends stderr to stdout, so only Node.js itself writes here, when it aborts.
  createInterface({ input: worker.stderr! }).on("line", (line) => {
    fatalError ??= /^FATAL ERROR: (.+)/u.exec(line)?.[1];
    onOutput(line);
  });
  // The event loop reads all pipes before it calls setImmediate, so lines that were written earlier come first.
  worker.on("message", (message: WorkerMessage) => setImmediate(receive, message));
  worker.on("exit", (exitCode, signal) =>
    setImmediate(() => {
      const how = signal === null ? `exited with status ${exitCode}` : `was terminated by ${signal}`;
      end(fatalError === undefined ? `The runtime ${how}` : `The runtime crashed: ${fatalError}`);
    }),
  );
  worker.on("error", (error) => end(`The runtime could not be started: ${error.message}`));

  return {
    isAlive: () => alive,

    async stop() {
      alive = false;
      const message = "The function was stopped";
      markLoaded(message);
      finish?.({ outcome: "failed", message });
      worker.kill("SIGKILL");
      await exited;
    },

    async invoke(event) {
      const failure = await loaded;
      if (failure !== undefined || !alive) return { outcome: "failed", message: failure ?? "The runtime has ended" };
      const timer = endAfter(timeoutSeconds, "Task");
      const result = new Promise<InvokeResult>((resolve) => (finish = resolve));
      const invocation: Invocation = {
        event: JSON.stringify(event),
        functionArn: arn,
        requestId: randomUUID(),
        timeoutSeconds,
      };
      // If it cannot be sent, the exit that follows says why.
      worker.send(invocation, () => {});
      return result.finally(() => {
        clearTimeout(timer);
        finish = undefined;
      });
    },
  };
}

function readPayload(payload: string | undefined): InvokeResult {
  if (payload === undefined) return { outcome: "returned", payload: undefined };
  const bytes = Buffer.byteLength(payload);
  if (bytes > maxResponseBytes) {
    const message = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxResponseBytes} bytes)`;
    return { outcome: "failed", message };
  }
  return { outcome: "returned", payload: JSON.parse(payload) };
}
