/**
 * Runs one function inside a worker thread, as Lambda's Node.js runtime does inside its sandbox.
 *
 * Loads the handler, says `ready`, then takes one event at a time. Event and result cross as JSON text.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/**
 * @typedef {object} FunctionData
 * @property {string} name
 * @property {string} arn
 * @property {string} handler
 * @property {string} codeFolder
 * @property {number} memoryMegabytes
 * @property {number} timeoutSeconds
 */
/** @typedef {{ event: string, requestId: string }} Invocation */

const functionData = /** @type {FunctionData} */ (workerData);

/**
 * Loads what `folder/file.export` names.
 *
 * @param {FunctionData} data
 * @returns {Promise<(event: unknown, context: object) => unknown>}
 */
async function loadHandler({ handler, codeFolder }) {
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
function createContext({ requestId }) {
  const deadlineMilliseconds = performance.now() + functionData.timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: functionData.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionData.arn,
    memoryLimitInMB: String(functionData.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionData.name}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.round(deadlineMilliseconds - performance.now()),
  };
}

/** @param {object} message */
function send(message) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(message);
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

try {
  const handler = await loadHandler(functionData);
  parentPort?.on("message", (/** @type {Invocation} */ invocation) => void run(handler, invocation));
  send({ type: "ready" });
} catch (error) {
  send({ type: "init_failed", ...describe(error) });
}
