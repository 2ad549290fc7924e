import { requireSafeTransport } from "../api-url.ts";
import { createDirectTransport } from "./direct.ts";
import { networkFailure } from "./failures.ts";
import { readResponse, type Send, type Transport } from "./message.ts";
import { findProxy, type Proxy } from "./proxy.ts";
import type { TimeLimit } from "./time-limit.ts";

export interface SendOptions {
  timeLimit: TimeLimit;
  userAgent: string;
  /** Read for the proxy. */
  variables: Readonly<Record<string, string | undefined>>;
  nodeVersion: string;
}

/** Makes the one sender of the program. */
export function createSend({ timeLimit, userAgent, variables, nodeVersion }: SendOptions): Send {
  const transportThrough = createTransports();
  return async ({ url: address, headers, signal, patience = timeLimit.current(), ...request }) => {
    const url = new URL(address);
    requireSafeTransport(url);
    const proxy = findProxy(url, variables);
    const transport = await transportThrough(proxy);
    const timeout = timeOutAfter(patience.left());
    try {
      timeout.throwIfAborted();
      return await patience.spend(url.host, async () => {
        const response = await transport(url, {
          ...request,
          headers: { "user-agent": userAgent, "accept-encoding": "gzip", ...headers },
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        return readResponse(response);
      });
    } catch (error) {
      signal?.throwIfAborted();
      const passed = timeout.aborted ? timeLimit.milliseconds : undefined;
      throw networkFailure({ url, error, timeoutMilliseconds: passed, proxy, nodeVersion });
    }
  };
}

/** A request for which no time is left is not sent at all. */
function timeOutAfter(milliseconds: number): AbortSignal {
  return milliseconds > 0 ? AbortSignal.timeout(Math.ceil(milliseconds)) : AbortSignal.abort();
}

/** Gives the transport of each proxy, and the one without, for all requests of a run. */
export function createTransports(): (proxy: Proxy | undefined) => Transport | Promise<Transport> {
  const direct = createDirectTransport();
  const proxied = new Map<string, Promise<Transport>>();
  return (proxy) => {
    if (!proxy) return direct;
    const transport = proxied.get(proxy.variable) ?? loadProxied(proxy);
    proxied.set(proxy.variable, transport);
    return transport;
  };
}

async function loadProxied(proxy: Proxy): Promise<Transport> {
  const { createProxiedTransport } = await import("./proxied.ts");
  return createProxiedTransport(proxy);
}
