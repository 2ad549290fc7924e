import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { prepareTableFolder } from "./folder.ts";

export interface TableServer {
  /** Address of the DynamoDB API. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts dynalite on a free port of this machine, with its tables in a folder, or in memory without one.
 *
 * It has a thread of its own, so that gateway and table do not wait for each other. LevelDB hands each write to the
 * operating system before it is acknowledged, so acknowledged writes survive even if the process is killed. What dynalite
 * throws later, for example when the disk is full, is thrown here too.
 *
 * Only clients with this access key are served, and no web page is.
 *
 * @throws {LocalStackFailure} `data_unusable` or `disk_full`
 */
export async function startTableServer(folder: string | undefined, accessKeyId: string): Promise<TableServer> {
  if (folder !== undefined) await prepareTableFolder(folder);
  const worker = new Worker(new URL("worker.mjs", import.meta.url), {
    // Not inherited: dynalite does not need the loader of this process.
    execArgv: [],
    workerData: { folder, accessKeyId },
  });
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const [port] = (await once(worker, "message").catch(async (error: unknown) => {
    // dynalite hides why its store does not open, for example that another stack was faster. Opening it here tells why.
    if (folder !== undefined) await prepareTableFolder(folder);
    throw error;
  })) as [number];
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
      worker.postMessage("close");
      await exited;
    },
  };
}
