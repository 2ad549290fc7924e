import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { isOwnHost } from "../own-host.mjs";
import { Refusal } from "./refusal.ts";

/** The parts of an HTTP request that the gateway works with. */
export interface GatewayRequest {
  /** The gateway's id for it: `apigw-requestid` and `requestContext.requestId`. */
  id: string;
  method: string;
  /** The path, split at its slashes and percent-decoded. An encoded slash stays inside its segment. */
  pathSegments: string[];
  /** As sent, without the question mark. */
  queryString: string;
  /** In the order sent. Names are lower-cased, duplicates are kept. */
  headers: [name: string, value: string][];
  sourceIp: string;
  /** The port that the request came in on. */
  port: number;
  receivedAtMilliseconds: number;
}

// Quotas of HTTP APIs, API Gateway developer guide (http-api-quotas).
const maxHeadBytes = 10_240;
const maxBodyBytes = 10 * 1024 * 1024;

/**
 * Reads everything but the body.
 *
 * Not captured: the answer to a head that is too large (431 here), or to a path that is not valid percent-encoding (400
 * here).
 *
 * @throws {Refusal} `headers_too_large` when request line and header values exceed 10,240 bytes together; `bad_request`
 *   when the path is not valid percent-encoding, or there is not exactly one Host; `forbidden` when that is foreign
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
  checkHost(headers);
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
 * A target in absolute-form, which every server must accept (RFC 9112 §3.2), loses its scheme and authority.
 */
export function readTarget({ url = "" }: IncomingMessage): { path: string; queryString: string } {
  const absolute = /^https?:\/\/[^/?]*(.*)$/iu.exec(url)?.[1];
  const [path = "", ...query] = (absolute ?? url).split("?");
  return { path: absolute !== undefined && path === "" ? "/" : path, queryString: query.join("?") };
}

/**
 * Reads the body to its end.
 *
 * The rest of a refused body is still read and dropped, so that the client can read the answer.
 *
 * @throws {Refusal} `body_too_large` over 10 MB, at once if `content-length` says so; `bad_request` when the client
 *   disconnects
 */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers["content-length"]) > maxBodyBytes) return Promise.reject(new Refusal("body_too_large"));
  // A destroyed stream emits nothing more, so its end would never come.
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

/** A header's value, with duplicates joined by commas as API Gateway does; `undefined` when it was not sent. */
export function headerValue(request: GatewayRequest, name: string): string | undefined {
  const values = request.headers.filter(([sent]) => sent === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(",");
}

/** Makes a request id in API Gateway's form: eleven random bytes in padded base64url, such as `Mc7UVioPPHcEKPA=`. */
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

/**
 * Refuses requests that were sent to another server, such as those of a page that makes its own name mean 127.0.0.1.
 *
 * Not captured: the answer without exactly one Host, which RFC 9112 §3.2 wants to be a 400, and to a Host that is not the
 * API's. The real gateway could not find the API then. Here the first is a 400, and the second a 403.
 */
function checkHost(headers: [name: string, value: string][]): void {
  const hosts = headers.filter(([name]) => name === "host");
  if (hosts.length !== 1) throw new Refusal("bad_request", { errorMessage: "There must be one Host header." });
  if (isOwnHost(hosts[0]?.[1])) return;
  throw new Refusal("forbidden", { errorMessage: "The Host is not a name of this machine, such as 127.0.0.1." });
}

function decodeSegments(path: string): string[] {
  try {
    return path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    throw new Refusal("bad_request");
  }
}
