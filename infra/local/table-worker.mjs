/** Runs dynalite inside a worker thread. Says at which port of this machine; a message ends it. */
import { parentPort, workerData } from "node:worker_threads";
import dynalite from "dynalite";

const { folder } = /** @type {{ folder: string | undefined }} */ (workerData);

const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
// dynalite throws out of its listener when a client goes away in the middle of a request. Added later, so called later.
server.on("request", (request) => request.removeAllListeners("error").on("error", () => {}));
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(port);
});

parentPort?.once("message", () => {
  server.close();
  server.closeAllConnections();
});
