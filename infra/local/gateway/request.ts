import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { Refusal } from "./refusal.ts";

/** The parts of an HTTP request that the gateway works with. */
export interface GatewayRequest {
  /** The gateway's name for it: `apigw-requestid` and `requestContext.requestId`. */
  id: string;
  method: string;
  /** The path split at its slashes and percent-decoded. An encoded slash stays inside its segment. */
  pathSegments: string[];
  /** As sent, without the question mark. */
  queryString: string;
  /** In the order sent; names are lower-cased, duplicates kept. */
  headers: [name: string, value: string][];
  sourceIp: string;
  /** The port the request came in at. */
  port: number;
  receivedAtMilliseconds: number;
}

// Quotas of HTTP APIs, API Gateway developer guide (http-api-quotas).
const maxHeadBytes = 10_240;
const maxBodyBytes = 10 * 1024 * 1024;

/**
 * Reads everything but the body.
 *
 * Throws `Refusal`: `headers_too_large` when request line and header values exceed 10,240 bytes together,
 * `bad_request` when the path is not valid percent-encoding. Not captured: what is answered to a head too large (431
 * here) or to such a path (400 here).
 */
export function readHead(incoming: IncomingMessage, id: string, receivedAtMilliseconds: number): GatewayRequest {
  const { method = "", rawHeaders, socket } = incoming;
  const { path, queryString } = readTarget(incoming);
  const headers = pairs(rawHeaders);
  const requestLine = `${method} ${incoming.url} HTTP/${incoming.httpVersion}`;
  // Node reads the head as latin1: one character is one byte.
  if (headers.reduce((bytes, [, value]) => bytes + value.length, requestLine.length) > maxHeadBytes) {
    throw new Refusal("headers_too_large");
  }
  return {
    id,
    method,
    pathSegments: decodeSegments(path),
    queryString,
    headers,
    sourceIp: (socket.remoteAddress ?? "").replace(/^::ffff:/u, ""),
    port: socket.localPort ?? 0,
    receivedAtMilliseconds,
  };
}

/**
 * Reads path and query string, both as sent.
 *
 * An address in absolute-form, which every server has to accept (RFC 9112 §3.2), loses its scheme and authority.
 */
export function readTarget({ url = "" }: IncomingMessage): { path: string; queryString: string } {
  const absolute = /^https?:\/\/[^/?]*(.*)$/iu.exec(url)?.[1];
  const [path = "", ...query] = (absolute ?? url).split("?");
  return { path: absolute !== undefined && path === "" ? "/" : path, queryString: query.join("?") };
}

/**
 * Reads the body to its end.
 *
 * Throws `Refusal`: `body_too_large` over 10 MB, at once when the length is announced; `bad_request` when the client
 * breaks off. The rest of a refused body is still read and dropped, so that the client gets to see the answer.
 */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers["content-length"]) > maxBodyBytes) return Promise.reject(new Refusal("body_too_large"));
  // Such a stream is silent: waiting for its end would be waiting for ever.
  if (incoming.destroyed) return Promise.reject(new Refusal("bad_request"));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else reject(new Refusal("body_too_large"));
    });
    incoming.on("end", () => resolve(Buffer.concat(chunks)));
    incoming.on("error", () => reject(new Refusal("bad_request")));
    incoming.on("close", () => {
      if (!incoming.readableEnded) reject(new Refusal("bad_request"));
    });
  });
}

/** A header's value, duplicates joined by commas as API Gateway does; `undefined` when it was not sent. */
export function headerValue(request: GatewayRequest, name: string): string | undefined {
  const values = request.headers.filter(([sent]) => sent === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(",");
}

/** Makes a request id in API Gateway's form: eleven random bytes as padded base64url, like `Mc7UVioPPHcEKPA=`. */
export function newRequestId(): string {
  return `${randomBytes(11).toString("base64url")}=`;
}

/** Makes a trace header of AWS X-Ray: version, seconds since 1970 and 96 random bits, in hexadecimal. */
export function newTraceId(nowMilliseconds: number): string {
  const seconds = Math.floor(nowMilliseconds / 1000)
    .toString(16)
    .padStart(8, "0");
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")}`;
}

function pairs(rawHeaders: string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([(rawHeaders[index] ?? "").toLowerCase(), rawHeaders[index + 1] ?? ""]);
  }
  return headers;
}

function decodeSegments(path: string): string[] {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    throw new Refusal("bad_request");
  }
}
