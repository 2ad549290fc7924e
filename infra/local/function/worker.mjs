/**
 * Runs one function in a process of its own, as Lambda's Node.js runtime does.
 *
 * It loads the handler that the environment names, sends `ready`, and then takes one event at a time. Events and results
 * are sent as JSON text.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process, { env } from "node:process";
import { pathToFileURL } from "node:url";

/** @typedef {import("./instance.ts").Invocation} Invocation */

// One pipe for both keeps their lines in order.
Object.defineProperty(process, "stderr", { value: process.stdout });

// Kept from before the handler is loaded, since it may replace them.
const tell = process.send?.bind(process);
const write = process.stdout.write.bind(process.stdout);

/**
 * Loads what `folder/file.export` names.
 *
 * @param {string} codeFolder
 * @param {string} handler
 * @returns {Promise<(event: unknown, context: object) => unknown>}
 */
async function loadHandler(codeFolder, handler) {
  const [moduleName = "", ...exportNames] = basename(handler).split(".");
  const path = join(codeFolder, dirname(handler), moduleName);
  const file = [".js", ".mjs", ".cjs"].map((extension) => path + extension).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`There is no module ${moduleName} for the handler ${handler}`);
  const module = await import(pathToFileURL(file).href);
  const found = exportNames.reduce((value, name) => value?.[name] ?? value?.default?.[name], module);
  if (typeof found !== "function") throw new Error(`The handler ${handler} is not a function`);
  return found;
}

/**
 * The second argument of a handler (Lambda developer guide, Node.js context object).
 *
 * @param {Invocation} invocation
 */
function createContext({ functionArn, requestId, timeoutSeconds }) {
  const deadlineMilliseconds = performance.now() + timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"],
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    awsRequestId: requestId,
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"],
    getRemainingTimeInMillis: () => Math.round(deadlineMilliseconds - performance.now()),
  };
}

/**
 * Sends a message to the local stack, once everything written before has left this process.
 *
 * @param {import("./instance.ts").WorkerMessage} message
 */
function send(message) {
  write("", () => void tell?.(message));
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error
    ? { message: `${error.name}: ${error.message}`, trace: error.stack ?? "" }
    : { message: String(error), trace: "" };
}

/**
 * @param {(event: unknown, context: object) => unknown} handler
 * @param {Invocation} invocation
 */
async function run(handler, invocation) {
  try {
    const result = await handler(JSON.parse(invocation.event), createContext(invocation));
    send({ type: "returned", payload: JSON.stringify(result) });
  } catch (error) {
    send({ type: "threw", ...describe(error) });
  }
}

// The local stack is gone. Nobody is told of anything any more, and to say that it failed would fail again without end.
process.once("disconnect", () => process.exit());
// It may have gone while this process was starting.
if (!process.connected) process.exit();
process.on("uncaughtException", (error) => send({ type: "crashed", ...describe(error) }));
try {
  const handler = await loadHandler(env["LAMBDA_TASK_ROOT"] ?? "", env["_HANDLER"] ?? "");
  process.on("message", (/** @type {Invocation} */ invocation) => void run(handler, invocation));
  send({ type: "ready" });
} catch (error) {
  send({ type: "init_failed", ...describe(error) });
}
