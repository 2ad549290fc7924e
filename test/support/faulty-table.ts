import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

/** What can go wrong between a function and its table. */
export const faults = [
  // The table does nothing.
  "throttled",
  "failed",
  "reset",
  // The table does what it was asked; only the answer goes wrong.
  "silent",
  "slow",
  "half",
  "cut",
  "lost",
] as const;

export type Fault = (typeof faults)[number];

export interface FaultyTable extends AsyncDisposable {
  endpoint: string;
  /** Decides for each operation on items, by its name; default: nothing goes wrong. */
  choose: (operation: string) => Fault | undefined;
  /** How often something went wrong. */
  made: number;
}

const slowMilliseconds = 700;

/** Starts a DynamoDB in front of another that passes everything on, and goes wrong when told to. */
export async function startFaultyTable(target: string): Promise<FaultyTable> {
  const server = createServer((incoming, response) => {
    // The other end may be gone by the time that there is an answer for it.
    void answer(incoming, response).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const table: FaultyTable = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    choose: () => undefined,
    made: 0,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return table;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(incoming);
    const operation = String(incoming.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const isOnItems = !/Table|TimeToLive/u.test(operation);
    const fault = isOnItems ? table.choose(operation) : undefined;
    if (fault) table.made += 1;
    if (fault === "throttled") return refuse(response, 400, "ThrottlingException");
    if (fault === "failed") return refuse(response, 500, "InternalServerError");
    if (fault === "reset") return void incoming.socket.resetAndDestroy();

    const { status, headers, body } = await passOn(incoming, sent);
    if (fault === "silent") return undefined;
    if (fault === "lost") return void incoming.socket.resetAndDestroy();
    if (fault === "slow") await pause(slowMilliseconds);
    if (fault !== "half" && fault !== "cut") return void response.writeHead(status, headers).end(body);
    response.writeHead(status, { ...headers, "content-length": body.length + 1 });
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
      if (fault === "cut") incoming.socket.resetAndDestroy();
    });
  }

  async function passOn({ method, headers }: IncomingMessage, sent: Buffer) {
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      request(target, { method, headers }, resolve).on("error", reject).end(sent);
    });
    return { status: answered.statusCode ?? 0, headers: answered.headers, body: await buffer(answered) };
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "No." }));
}
