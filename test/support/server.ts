import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as a server in a test has received it. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
  /** Of the client: the same for requests on one connection. */
  port: number | undefined;
}

/** What to answer: a status and a JSON body, a text or bytes, or to cut the connection, or never to answer. */
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | "drop" | "silence";

export interface TestServer extends AsyncDisposable {
  origin: string;
  received: Received[];
}

/** Starts a server on a free port of 127.0.0.1 that answers as `answer` says. */
export async function startServer(answer: (request: Received) => Answer | Promise<Answer>): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      const one: Received = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: await text(request),
        port: request.socket.remotePort,
      };
      received.push(one);
      send(response, await answer(one));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === "silence") return;
  if (answer === "drop") {
    response.destroy();
    return;
  }
  const { status, body, headers = {} } = answer;
  const isText = typeof body === "string" || Buffer.isBuffer(body);
  response.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
  response.end(isText ? body : JSON.stringify(body ?? {}));
}
