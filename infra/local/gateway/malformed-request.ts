import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import { Refusal, refusalResponse } from "./refusal.ts";
import { newRequestId } from "./request.ts";

/** By error code of Node's HTTP server. */
const codes: Record<string, Refusal["code"]> = {
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

/**
 * Answers a request that is not valid HTTP, or not complete in time, and closes the connection.
 *
 * Not captured: the answer to such a request. Here it is a 400, 408 or 431, in the shape of every other refusal.
 */
export function refuseMalformedRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const { status, body } = refusalResponse(new Refusal(codes[error.code ?? ""] ?? "bad_request"));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    `apigw-requestid: ${newRequestId()}`,
  ];
  socket.end([...head, "", body].join("\r\n"), () => socket.destroy());
}
