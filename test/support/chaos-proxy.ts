import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { createRandom } from "./random.ts";

export type Trouble = "busy" | "reset before" | "reset after" | "delay";

export interface ChaosProxy extends AsyncDisposable {
  origin: string;
  /** How often each trouble was made. */
  made: Record<Trouble, number>;
  requests: number;
}

/**
 * Starts a proxy in front of an API that makes trouble for some of the requests, in a sequence that the seed decides.
 *
 * Half of the connections that it resets have carried the request to the API before, and so have the delayed ones: the
 * client cannot know whether it was done.
 *
 * @param shares how often there is trouble, of 1; a delayed answer never comes
 */
export async function startChaosProxy(
  target: string,
  seed: number,
  shares: { busy: number; reset: number; delay: number },
): Promise<ChaosProxy> {
  const random = createRandom(seed);
  const made: ChaosProxy["made"] = { busy: 0, "reset before": 0, "reset after": 0, delay: 0 };
  const choose = (): Trouble | undefined => {
    const drawn = random();
    if (drawn < shares.busy) return "busy";
    if (drawn < shares.busy + shares.reset) return random() < 0.5 ? "reset before" : "reset after";
    return drawn < shares.busy + shares.reset + shares.delay ? "delay" : undefined;
  };
  const server = createServer((incoming, response) => {
    proxy.requests += 1;
    const trouble = choose();
    if (trouble) made[trouble] += 1;
    void answer(incoming, response, trouble);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: ChaosProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    made,
    requests: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;

  async function answer(incoming: IncomingMessage, response: ServerResponse, trouble: Trouble | undefined) {
    const body = await buffer(incoming);
    if (trouble === "busy") {
      response.writeHead(503, { "content-type": "application/json" }).end('{"message":"Service Unavailable"}');
    } else if (trouble === "reset before") {
      incoming.socket.resetAndDestroy();
    } else {
      const answered = await forward(incoming, body);
      if (trouble === "reset after") incoming.socket.resetAndDestroy();
      else if (trouble !== "delay") response.writeHead(answered.status, answered.headers).end(answered.body);
    }
  }

  async function forward(incoming: IncomingMessage, body: Buffer) {
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, headers } = incoming;
      request(new URL(incoming.url ?? "/", target), { method, headers }, resolve)
        .on("error", reject)
        .end(body);
    });
    return { status: answered.statusCode ?? 0, headers: answered.headers, body: await buffer(answered) };
  }
}
