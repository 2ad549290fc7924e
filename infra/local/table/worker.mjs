/** Runs dynalite inside a worker thread. Sends the port on this machine once it answers. Any message ends it. */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";

import { createDynalite } from "./dynalite-server.mjs";

const { folder, accessKeyId } = /** @type {{ folder: string | undefined; accessKeyId: string }} */ (workerData);

const server = createDynalite(folder, accessKeyId).listen(0, "127.0.0.1");
parentPort?.once("message", () => {
  server.close();
  server.closeAllConnections();
});

await once(server, "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
// dynalite opens its store late, after it listens. It requires a signature, but does not check it.
const answer = await fetch(`http://127.0.0.1:${port}/`, {
  method: "POST",
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.ListTables",
    "x-amz-date": "20120810T000000Z",
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20120810, SignedHeaders=host, Signature=0`,
  },
  body: "{}",
});
if (!answer.ok) throw new Error(`dynalite cannot list its tables: ${await answer.text()}`);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
parentPort?.postMessage(port);
