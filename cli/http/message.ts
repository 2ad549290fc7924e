export interface HttpRequest {
  url: string;
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
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

/** Carries one request over the network, and throws what Node or the library throws when that fails. */
export type Transport = (url: URL, request: Omit<HttpRequest, "url">) => Promise<HttpResponse>;

export const connectTimeoutMilliseconds = 10_000;

// The largest answer API Gateway gives is 10 MB; an endless one must not fill the memory.
const maxResponseBytes = 64 * 1024 * 1024;

/** Makes a response of what a library has received: joins repeated headers, and reads the body as UTF-8. */
export async function readResponse(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  body: AsyncIterable<Buffer>,
): Promise<HttpResponse> {
  return {
    status,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(", ")]),
    ),
    body: await readText(body),
  };
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
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
