import type { HttpRequest, HttpResponse } from "./send.ts";

/** Carries one request over the network, and throws what Node or the library throws when that fails. */
export type Transport = (url: URL, request: Omit<HttpRequest, "url">) => Promise<HttpResponse>;

export const connectTimeoutMilliseconds = 10_000;

// The largest answer API Gateway gives is 10 MB; an endless one must not fill the memory.
const maxResponseBytes = 64 * 1024 * 1024;

/** Reads a whole answer as UTF-8. */
export async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) throw transportError("ERR_RESPONSE_TOO_LARGE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** An error of ours in the form of Node's. */
export function transportError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Joins what a library gives as a list (RFC 9110 §5.3). */
export function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(", ")]));
}
