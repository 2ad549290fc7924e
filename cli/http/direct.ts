import type { Agent, ClientRequest } from "node:http";

import { connectTimeoutMilliseconds, openResponse, type Transport, transportError } from "./message.ts";

/**
 * Makes the transport for a network without a proxy.
 *
 * It stands on `node:http`, because loading undici, in which the global `fetch` lives too, takes longer than all the
 * rest of `wish list`.
 */
export function createDirectTransport(): Transport {
  const agents = new Map<string, Agent>();
  return async (url, { method, headers, body, signal, lookup }) => {
    const isSecure = url.protocol === "https:";
    const { Agent, request } = isSecure ? await import("node:https") : await import("node:http");
    const agent = agents.get(url.protocol) ?? new Agent({ keepAlive: true });
    agents.set(url.protocol, agent);
    return new Promise((resolve, reject) => {
      const connection = lookup ? { agent: false, lookup } : { agent };
      const options = { method, headers, ...connection, ...(signal && { signal }) };
      const sent = request(url, options, (response) => {
        resolve(openResponse(response.statusCode!, response.headers, response));
      });
      sent.on("error", reject);
      limitConnecting(sent, isSecure ? "secureConnect" : "connect");
      sent.end(body);
    });
  };
}

/** Gives up a connection that does not come about, long before the time limit of the whole request. */
function limitConnecting(sent: ClientRequest, connected: "connect" | "secureConnect"): void {
  sent.once("socket", (socket) => {
    // One that is kept open from an earlier request.
    if (!socket.connecting) return;
    const timer = setTimeout(() => sent.destroy(transportError("ETIMEDOUT")), connectTimeoutMilliseconds);
    socket.once(connected, () => clearTimeout(timer));
    socket.once("close", () => clearTimeout(timer));
  });
}
