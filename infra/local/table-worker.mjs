/** Runs dynalite inside a worker thread. Says at which port of this machine; a message ends it. */
import { parentPort, workerData } from "node:worker_threads";
import { createDynalite } from "./dynalite-server.mjs";

const { folder } = /** @type {{ folder: string | undefined }} */ (workerData);

const server = createDynalite(folder).listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(port);
});

parentPort?.once("message", () => {
  server.close();
  server.closeAllConnections();
});
