import { requireSafeTransport } from "../api-url.ts";
import { createDirectTransport } from "./direct.ts";
import { networkFailure } from "./failures.ts";
import type { Send, Transport } from "./message.ts";
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
  const direct = createDirectTransport();
  const proxied = new Map<string, Promise<Transport>>();
  const transportThrough = (proxy: Proxy) => {
    const transport = proxied.get(proxy.variable) ?? loadProxied(proxy);
    proxied.set(proxy.variable, transport);
    return transport;
  };
  return async ({ url: address, headers, signal, patience = timeLimit.current(), ...request }) => {
    const url = new URL(address);
    requireSafeTransport(url);
    const proxy = findProxy(url, variables);
    const transport = proxy ? await transportThrough(proxy) : direct;
    const timeout = timeOutAfter(patience.left());
    try {
      timeout.throwIfAborted();
      return await patience.spend(url.host, () =>
        transport(url, {
          ...request,
          headers: { "user-agent": userAgent, "accept-encoding": "gzip", ...headers },
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        }),
      );
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

async function loadProxied(proxy: Proxy): Promise<Transport> {
  const { createProxiedTransport } = await import("./proxied.ts");
  return createProxiedTransport(proxy);
}
