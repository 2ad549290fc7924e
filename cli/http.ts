import { Agent, request } from "undici";

import { requireSafeTransport } from "./api-url.ts";
import { networkFailure } from "./network-failure.ts";

export interface HttpRequest {
  url: string;
  method: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** Ends the request early; its reason is what is thrown then. */
  signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  status: number;
  /** By lower-case name; a header that came more than once is joined with a comma (RFC 9110 §5.3). */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * Sends one request and reads the whole answer, whatever its status.
 *
 * A redirect is an answer like any other: following it could carry a token to another place.
 *
 * @throws Failure `unreachable`, `timed_out`, or `wrong_usage` for plain http to another machine
 */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

const connectTimeoutMilliseconds = 10_000;

// The largest answer API Gateway gives is 10 MB; an endless one must not fill the memory.
const maxResponseBytes = 64 * 1024 * 1024;

/** Makes the one sender of the program. `timeoutMilliseconds` is for a whole request, answer included. */
export function createSend(options: { timeoutMilliseconds: number; userAgent: string }): Send {
  const dispatcher = new Agent({
    connect: { timeout: connectTimeoutMilliseconds },
    maxResponseSize: maxResponseBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return async ({ url, method, headers, body, signal }) => {
    requireSafeTransport(new URL(url));
    const timeout = AbortSignal.timeout(options.timeoutMilliseconds);
    try {
      const response = await request(url, {
        dispatcher,
        method,
        headers: { "user-agent": options.userAgent, ...headers },
        body: body ?? null,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { status: response.statusCode, headers: flatten(response.headers), body: await response.body.text() };
    } catch (error) {
      signal?.throwIfAborted();
      throw networkFailure(new URL(url), error, timeout.aborted ? options.timeoutMilliseconds : undefined);
    }
  };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(", ")]));
}
