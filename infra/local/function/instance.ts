import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import type { InvokeResult } from "./invocation.ts";
import type { FunctionModel } from "../template/model.ts";

/** One running copy of a function: a worker thread that takes one event at a time. */
export interface FunctionInstance {
  invoke(event: unknown): Promise<InvokeResult>;
  /** False once the worker is gone or going; it takes no further event then. */
  isAlive(): boolean;
  stop(): Promise<void>;
}

type WorkerMessage =
  | { type: "ready" }
  | { type: "init_failed"; message: string; trace: string }
  | { type: "returned"; payload: string | undefined }
  | { type: "threw"; message: string; trace: string };

// Lambda quotas: 10 seconds for init, and 6 MB for a response, in the bytes that its error message names.
const initTimeoutSeconds = 10;
const maxResponseBytes = 6_291_556;

/**
 * Starts a worker with the function's own environment and nothing of this process's, and loads the handler in it.
 *
 * An error that the handler throws leaves the instance alive, as in Lambda. A timeout, an exit or an error outside of
 * the handler ends it.
 */
export function startInstance(
  model: FunctionModel,
  environment: Record<string, string>,
  onOutput: (line: string) => void,
): FunctionInstance {
  const { name, arn, handler, codeFolder, memoryMegabytes, timeoutSeconds } = model;
  const worker = new Worker(new URL("worker.mjs", import.meta.url), {
    argv: [],
    env: environment,
    // Not inherited: the loader of this process has no place in the function.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    stdout: true,
    stderr: true,
    workerData: { name, arn, handler, codeFolder, memoryMegabytes, timeoutSeconds },
  });
  for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on("line", onOutput);

  let alive = true;
  let finish: ((result: InvokeResult) => void) | undefined;
  let markLoaded!: (failure?: string) => void;
  const loaded = new Promise<string | undefined>((resolve) => (markLoaded = resolve));

  const fail = (message: string, trace = "") => {
    for (const line of (trace || message).split("\n")) onOutput(line);
    finish?.({ outcome: "failed", message });
  };
  /** What is waited for has failed for this reason, and the worker is not used again. */
  const end = (reason: string, trace?: string) => {
    if (alive) fail(reason, trace);
    alive = false;
    markLoaded(reason);
    return worker.terminate();
  };
  const endAfter = (seconds: number, what: string) =>
    setTimeout(() => void end(`${what} timed out after ${seconds.toFixed(2)} seconds`), seconds * 1000);
  const initTimer = endAfter(initTimeoutSeconds, "Init");
  void loaded.then(() => clearTimeout(initTimer));

  worker.on("error", (error) => void end(`The runtime crashed: ${error.message}`, error.stack));
  worker.on("exit", (exitCode) => void end(`The runtime exited with status ${exitCode}`));
  worker.on("message", (message: WorkerMessage) => {
    switch (message.type) {
      case "ready":
        return markLoaded();
      case "init_failed":
        return void end(`The handler could not be loaded: ${message.message}`, message.trace);
      case "returned":
        return finish?.(readPayload(message.payload));
      case "threw":
        return fail(message.message, message.trace);
    }
  });

  return {
    isAlive: () => alive,

    async stop() {
      alive = false;
      const message = "The function was stopped";
      markLoaded(message);
      finish?.({ outcome: "failed", message });
      await worker.terminate();
    },

    async invoke(event) {
      const failure = await loaded;
      if (failure !== undefined || !alive) return { outcome: "failed", message: failure ?? "The runtime is gone" };
      const timer = endAfter(timeoutSeconds, "Task");
      const result = new Promise<InvokeResult>((resolve) => (finish = resolve));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
      worker.postMessage({ event: JSON.stringify(event), requestId: randomUUID() });
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
