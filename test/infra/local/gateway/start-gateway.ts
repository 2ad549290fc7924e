import { type IncomingHttpHeaders, request as sendRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";

import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";

import type { InvokeResult } from "../../../../infra/local/function/instance.ts";
import { type AccessEntry, createGateway, type GatewayOptions } from "../../../../infra/local/gateway/gateway.ts";
import type { JwtAuthorizerModel, RouteModel } from "../../../../infra/local/template/model.ts";
import { testAudience } from "../../../support/minting-issuer.ts";

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

interface Setup extends Partial<Pick<GatewayOptions, "fetch" | "now" | "monotonicNow" | "throttling">> {
  routes: RouteModel[];
  stage?: string;
  invoke?: (event: Event) => Promise<InvokeResult>;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Sent {
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** Starts a gateway on a free port, before a function that returns `ok` unless told otherwise. */
export async function startGateway({
  routes,
  stage = "$default",
  invoke,
  fetch,
  now,
  monotonicNow,
  throttling = false,
}: Setup) {
  const events: Event[] = [];
  const entries: AccessEntry[] = [];
  const server = createGateway({
    api: { id: "a1b2c3d4e5", stage: { name: stage }, routes },
    invoke: async (_, sent) => {
      const event = sent as Event;
      events.push(event);
      return (await invoke?.(event)) ?? { outcome: "returned", payload: { statusCode: 200, body: "ok" } };
    },
    fetch: fetch ?? globalThis.fetch,
    now: now ?? Date.now,
    monotonicNow: monotonicNow ?? now ?? Date.now,
    throttling,
    onAccess: (entry) => entries.push(entry),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    server,
    port,
    /** What the function was invoked with. */
    events,
    /** The access log. */
    entries,
    send: (target: string, sent?: Sent) => send(port, target, sent),
    /** Sends bytes as they are and reads until the gateway closes. */
    sendRaw: (text: string) => sendRaw(port, text),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a request to a port of this machine, over a connection of its own. */
export function send(port: number, target: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
  const [method, path] = target.split(" ");
  return new Promise((resolve, reject) => {
    const request = sendRequest({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends bytes as they are and reads until the connection is closed, or idle for as long as this. */
export function sendRaw(port: number, text: string, idleMilliseconds = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setTimeout(idleMilliseconds, () => socket.destroy());
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

/** A route to a function that may be invoked, with the usual timeout. */
export function route(routeKey: string, changes: Partial<RouteModel> = {}): RouteModel {
  const functionArn = "arn:aws:lambda:local:000000000000:function:f";
  const throttle = { ratePerSecond: 10_000, burst: 5000 };
  return { routeKey, functionArn, integrationTimeoutMilliseconds: 30_000, mayInvoke: true, throttle, ...changes };
}

/** The authorizer of an Auth0 tenant for one API. */
export function jwtAuthorizer(issuer: string, changes: Partial<JwtAuthorizerModel> = {}): JwtAuthorizerModel {
  const identitySources = ["$request.header.Authorization"];
  return { name: "auth0", identitySources, issuer, audiences: [testAudience], scopes: [], ...changes };
}
