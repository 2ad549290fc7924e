import type { ServerResponse } from "node:http";

export interface HttpResponse {
  status: number;
  /** Names are lower-cased. */
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** Sends a response under the gateway's name for the request, which every response carries. */
export function sendResponse(outgoing: ServerResponse, requestId: string, response: HttpResponse): void {
  const { status, headers, body } = response;
  // Neither has a body to give the length of (RFC 9110 §8.6).
  const length = status === 204 || status === 304 ? {} : { "content-length": Buffer.byteLength(body) };
  outgoing.writeHead(status, { ...headers, ...length, "apigw-requestid": requestId });
  outgoing.end(body);
}
