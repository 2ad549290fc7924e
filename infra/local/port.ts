import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { LocalStackFailure } from "./failure.ts";

/** A port of this machine that is held until the server for it is ready. */
export interface ReservedPort {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  url: string;
  /** Lets a server listen there. Until then every request is answered with 503. */
  handTo(server: Server): Promise<void>;
  /** Gives the port up, unless a server has it. */
  release(): Promise<void>;
}

const host = "127.0.0.1";

/**
 * Binds a port at once, so that a taken one is reported before anything slow begins, and 0 becomes a number.
 *
 * Only this machine can connect. The message of a failure names the server, and the flag that chooses its port.
 *
 * @throws {LocalStackFailure} `port_unavailable`
 */
export async function reservePort(port: number, serverName = "API", flag = "--port"): Promise<ReservedPort> {
  const holder = createServer((_, response) => {
    response.writeHead(503, { "retry-after": "1", connection: "close" }).end();
  });
  await new Promise<void>((resolve, reject) => {
    holder.once("error", reject).listen(port, host, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "EADDRINUSE" ? "is taken" : `cannot be used (${cause.message})`;
    const message = `Port ${port} for the ${serverName} ${reason}. Choose another with ${flag}, or ${flag} 0 for a free one.`;
    throw new LocalStackFailure("port_unavailable", message, { cause });
  });
  let handedOver = false;
  return {
    url: `http://${host}:${(holder.address() as AddressInfo).port}`,
    handTo: (server) =>
      new Promise((resolve, reject) => {
        handedOver = true;
        // Takes over the bound socket itself, so the port is never free in between.
        server.once("error", reject).listen(holder, resolve);
      }),
    release: () => new Promise((resolve) => (handedOver ? resolve() : holder.close(() => resolve()))),
  };
}

/** Stops a server: it takes no more requests, and those that are not done in time are cut off. */
export async function drain(server: Server, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), milliseconds);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(timer);
}
