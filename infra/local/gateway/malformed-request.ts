import { type IncomingMessage, STATUS_CODES } from "node:http";
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
  answerAndClose(socket, codes[error.code ?? ""] ?? "bad_request");
}

/**
 * Answers CONNECT, which asks for a tunnel and has no path, and closes the connection.
 *
 * Not captured: the answer to CONNECT, which no route can have. Here it is a 400.
 */
export function refuseTunnel(_: IncomingMessage, socket: Duplex): void {
  // Node gives up its own listener, and an error without one would end the process.
  socket.on("error", () => socket.destroy());
  answerAndClose(socket, "bad_request");
}

function answerAndClose(socket: Duplex, code: Refusal["code"]): void {
  const { status, body } = refusalResponse(new Refusal(code));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    `apigw-requestid: ${newRequestId()}`,
  ];
  socket.end([...head, "", body].join("\r\n"), () => socket.destroy());
}
