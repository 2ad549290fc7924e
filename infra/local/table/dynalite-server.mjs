import { AbstractKeyIterator, AbstractValueIterator } from "abstract-level";
import dynalite from "dynalite";

// dynalite ends a query that has enough by iterator.return(), which abstract-level calls close(). Without it each such
// query would leave its iterator open, with the memory that it has read into, for good.
for (const iterator of [AbstractKeyIterator, AbstractValueIterator]) {
  Object.assign(iterator.prototype, {
    /** @this {AbstractKeyIterator<unknown, unknown>} */
    return() {
      return this.close();
    },
  });
}

/**
 * Makes a dynalite that keeps its tables in a folder, or in memory without one, and puts right what is wrong with it.
 *
 * Nothing listens yet.
 *
 * @param {string | undefined} folder
 */
export function createDynalite(folder) {
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  // dynalite throws out of its listener when a client goes away in the middle of a request. Added later, so called later.
  return server.on("request", (request) => request.removeAllListeners("error").on("error", () => {}));
}
