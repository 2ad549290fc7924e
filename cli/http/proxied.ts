import { EnvHttpProxyAgent, request } from "undici";

import { connectTimeoutMilliseconds, openResponse, type Transport } from "./message.ts";
import type { Proxy } from "./proxy.ts";

/** Makes the transport that goes through a proxy, except to the hosts that NO_PROXY names. */
export function createProxiedTransport({ address, exceptions }: Proxy): Transport {
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: address.href,
    httpsProxy: address.href,
    noProxy: exceptions,
    // https is tunnelled anyway; any proxy passes a plain request on, but few allow a tunnel to port 80.
    proxyTunnel: false,
    connect: { timeout: connectTimeoutMilliseconds },
    proxyTls: { timeout: connectTimeoutMilliseconds },
    requestTls: { timeout: connectTimeoutMilliseconds },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return async (url, { method, headers, body, signal }) => {
    const response = await request(url, {
      dispatcher,
      method,
      headers: { ...headers },
      body: body ?? null,
      ...(signal && { signal }),
    });
    return openResponse(response.statusCode, response.headers, response.body);
  };
}
