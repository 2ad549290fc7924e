import { AbstractKeyIterator, AbstractValueIterator } from "abstract-level";
import dynalite from "dynalite";

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
 * It does not listen yet.
 *
 * @param {string | undefined} folder
 */
export function createDynalite(folder) {
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  // When a client disconnects in the middle of a request, dynalite's listener throws. This one runs later and removes it.
  return server.on("request", (request) => request.removeAllListeners("error").on("error", () => {}));
}
