import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { prepareTableFolder } from "./table-folder.ts";

export interface TableServer {
  /** Address that speaks the DynamoDB API. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts dynalite on a free port of this machine, with its tables in a folder, or in memory without one.
 *
 * LevelDB hands each write to the operating system before it is acknowledged: what was acknowledged outlives the
 * process, also one that is killed.
 *
 * @throws {LocalStackFailure} `data_unusable`
 */
export async function startTableServer(folder: string | undefined): Promise<TableServer> {
  if (folder !== undefined) await prepareTableFolder(folder);
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  // dynalite throws out of its listener when a client goes away in the middle of a request. Added later, so called later.
  server.on("request", (request) => request.removeAllListeners("error").on("error", () => {}));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
