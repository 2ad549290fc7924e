import { AbstractKeyIterator, AbstractValueIterator } from "abstract-level";
import dynalite from "dynalite";

import { refusalOf } from "./access.mjs";

// dynalite ends a query that has read enough with iterator.return(), which abstract-level calls close(). Without this,
// each such query would leave its iterator open, and never free the memory of what it has read.
for (const iterator of [AbstractKeyIterator, AbstractValueIterator]) {
  Object.assign(iterator.prototype, {
    /** @this {AbstractKeyIterator<unknown, unknown>} */
    return() {
      return this.close();
    },
  });
}

/**
 * Creates a dynalite that keeps its tables in a folder, or in memory without one, and works around its faults.
 *
 * It does not listen yet. It answers only to who has the access key.
 *
 * @param {string | undefined} folder
 * @param {string} accessKeyId
 */
export function createDynalite(folder, accessKeyId) {
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  const [answer] = server.listeners("request");
  server.removeAllListeners("request");
  return server.on("request", (request, response) => {
    const refusal = refusalOf(request.headers, accessKeyId);
    if (refusal) {
      refuse(response, refusal);
      return;
    }
    answer?.call(server, request, response);
    // When a client disconnects in the middle of a request, dynalite's listener throws. This one replaces it.
    request.removeAllListeners("error").on("error", () => {});
  });
}

/**
 * Answers in DynamoDB's shape of an error.
 *
 * @param {import("node:http").ServerResponse} response
 * @param {{ type: string; message: string }} refusal
 */
function refuse(response, { type, message }) {
  response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }));
}
