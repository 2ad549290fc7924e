import type { LookupFunction } from "node:net";

import type { Patience } from "./time-limit.ts";

export interface HttpRequest {
  url: string;
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: string;
  /** Ends the request early; its reason is what is thrown then. */
  signal?: AbortSignal | undefined;
  /** How long it may take; what is left of the command's time limit when absent. */
  patience?: Patience;
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

/** An answer whose body is still to come, as it was sent. */
export interface OpenResponse extends Omit<HttpResponse, "body"> {
  body: AsyncIterable<Buffer>;
}

export interface TransportRequest extends Omit<HttpRequest, "url" | "patience"> {
  /** Finds the addresses of the host in place of the system; a connection of its own is opened then. */
  lookup?: LookupFunction;
}

/** Carries one request over the network, and throws what Node or the library throws when that fails. */
export type Transport = (url: URL, request: TransportRequest) => Promise<OpenResponse>;

export const connectTimeoutMilliseconds = 10_000;

// The largest answer API Gateway gives is 10 MB; an endless one must not fill the memory. A few kilobytes of gzip can
// hold as much, so it is what comes out that counts.
const maxResponseBytes = 64 * 1024 * 1024;

/** Makes a response of what a library has received: joins repeated headers. */
export function openResponse(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  body: AsyncIterable<Buffer>,
): OpenResponse {
  const joined = Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(", ")] as const);
  return { status, headers: Object.fromEntries(joined), body };
}

/** Reads the whole body, gzip or not, as UTF-8. */
export async function readResponse({ status, headers, body }: OpenResponse): Promise<HttpResponse> {
  const bytes = await readBytes(body);
  const unpacked = isGzip(headers) && bytes.length > 0 ? await unpack(bytes) : bytes;
  return { status, headers, body: unpacked.toString("utf8") };
}

export function isGzip(headers: HttpResponse["headers"]): boolean {
  return /^(?:x-)?gzip$/iu.test(headers["content-encoding"] ?? "");
}

async function readBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpack(bytes: Buffer): Promise<Buffer> {
  // Small answers come as they are, and shall not wait for it.
  const { gunzipSync } = await import("node:zlib");
  try {
    return gunzipSync(bytes, { maxOutputLength: maxResponseBytes });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? tooLarge() : error;
  }
}

function tooLarge(): Error {
  return transportError("ERR_RESPONSE_TOO_LARGE");
}

/** An error of ours in the form of Node's. */
export function transportError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
