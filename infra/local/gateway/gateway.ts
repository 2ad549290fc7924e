import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import type { Invoke } from "../function/host.ts";
import type { HttpApiModel, RouteModel } from "../template/model.ts";
import { type Authorize, createAuthorizer } from "./authorizer.ts";
import { buildEvent } from "./event.ts";
import { buildResponse } from "./function-response.ts";
import { integrate } from "./integration.ts";
import { createIssuerKeys, type FindKeys } from "./issuer-keys.ts";
import { refuseMalformedRequest, refuseTunnel } from "./malformed-request.ts";
import { type GatewayResponse, Refusal, refusalResponse } from "./refusal.ts";
import { newRequestId, readBody, readHead, readTarget } from "./request.ts";
import { compileRoutes } from "./route.ts";
import { createTokenBucket, type TakeToken } from "./throttle.ts";

export interface GatewayOptions {
  api: HttpApiModel;
  invoke: Invoke;
  /** Fetches the discovery documents and keys of issuers. */
  fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Milliseconds of a clock that is never set, for durations. */
  monotonicNow: () => number;
  /** Whether requests beyond the rate of their route are answered with 429. */
  throttling: boolean;
  /** Gets one entry for each request, once it is over. */
  onAccess?: (entry: AccessEntry) => void;
}

/** One line of the access log. It has no query string and no header, and so never a token. */
export interface AccessEntry {
  requestId: string;
  method: string;
  /** As sent, percent-encoded. */
  path: string;
  /** Absent when no route was found. */
  routeKey?: string;
  status: number;
  durationMilliseconds: number;
  /** Why the authorizer refused, for example `invalid_token: the token has expired`. */
  authorizerError?: string;
  /** Why the function's answer did not reach the client. */
  integrationErrorMessage?: string;
  /** Why the gateway refused, where the status does not tell. */
  errorMessage?: string;
}

/**
 * Creates an HTTP server that answers like an API Gateway HTTP API with JWT authorizers and Lambda proxy integrations.
 *
 * It does not listen yet. `close()` lets running requests finish.
 *
 * Sources: API Gateway developer guide, chapter HTTP APIs; published captures of the real service. What neither of them
 * says is marked "Not captured" where it is decided.
 *
 * @throws {LocalStackFailure} `assembly_unusable` when an issuer uses neither HTTPS nor this machine
 */
export function createGateway(options: GatewayOptions): Server {
  const { api, invoke, now, monotonicNow, onAccess } = options;
  const selectRoute = compileRoutes(api);
  const authorizers = createAuthorizers(options);
  const buckets = createBuckets(options);

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse, refusedAs?: Refusal["code"]) => {
    const startedAtMilliseconds = monotonicNow();
    const requestId = newRequestId();
    let routeKey: string | undefined;
    let response: GatewayResponse;
    let detail: Refusal["detail"] = {};
    try {
      if (refusedAs) throw new Refusal(refusedAs);
      const request = readHead(incoming, requestId, now());
      const match = selectRoute(request.method, request.pathSegments);
      if (!match) throw new Refusal("not_found");
      routeKey = match.route.routeKey;
      // Not captured: whether a request that the authorizer refuses counts. Here it does.
      if (buckets.get(match.route)?.() === false) throw new Refusal("too_many_requests");
      const authorization = await authorizers.get(match.route)?.(request);
      const event = buildEvent(api, request, match, await readBody(incoming), authorization);
      response = buildResponse(await integrate(match.route, event, invoke));
    } catch (error) {
      const refusal = asRefusal(error);
      response = refusalResponse(refusal);
      detail = refusal.detail;
    }
    // While the server closes, no connection is kept open for another request.
    if (!server.listening) outgoing.shouldKeepAlive = false;
    sendResponse(outgoing, requestId, response);
    onAccess?.({
      requestId,
      method: incoming.method ?? "",
      path: readTarget(incoming).path,
      ...(routeKey !== undefined && { routeKey }),
      status: response.status,
      durationMilliseconds: Math.round(monotonicNow() - startedAtMilliseconds),
      ...detail,
    });
  };

  const answer = (refusedAs?: Refusal["code"]) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    serve(incoming, outgoing, refusedAs).catch(() => outgoing.destroy());
  };
  const server = createServer({ requireHostHeader: false }, answer());
  // What Node would answer by itself has neither the gateway's shape nor a request id.
  return server
    .on("checkExpectation", answer("expectation_failed"))
    .on("connect", refuseTunnel)
    .on("clientError", refuseMalformedRequest);
}

/** Routes with the same issuer share its keys. */
function createAuthorizers({ api, fetch, now, monotonicNow }: GatewayOptions): Map<RouteModel, Authorize> {
  const issuers = new Map<string, FindKeys>();
  const authorizers = new Map<RouteModel, Authorize>();
  for (const route of api.routes) {
    if (!route.authorizer) continue;
    const { issuer } = route.authorizer;
    const findKeys = issuers.get(issuer) ?? createIssuerKeys(issuer, fetch, monotonicNow);
    issuers.set(issuer, findKeys);
    authorizers.set(route, createAuthorizer(route.authorizer, findKeys, now));
  }
  return authorizers;
}

function createBuckets({ api, throttling, monotonicNow }: GatewayOptions): Map<RouteModel, TakeToken> {
  const throttled = throttling ? api.routes : [];
  return new Map(throttled.map((route) => [route, createTokenBucket(route.throttle, monotonicNow)]));
}

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal("internal", { integrationErrorMessage: String(error) });
}

/**
 * Sends a response under the gateway's id for the request, which every response carries. Node.js leaves out the body of
 * an answer to HEAD.
 *
 * Not captured: which length a HEAD is answered with. Here it is that of the function's body, and none where there is no
 * body, since only the GET would have told it.
 */
function sendResponse(outgoing: ServerResponse, requestId: string, response: GatewayResponse): void {
  const { status, headers, body } = response;
  // A response without a body has no length (RFC 9110 §8.6).
  const isEmptyHead = outgoing.req.method === "HEAD" && body.length === 0;
  const length = status === 204 || status === 304 || isEmptyHead ? {} : { "content-length": Buffer.byteLength(body) };
  outgoing.writeHead(status, { ...headers, ...length, "apigw-requestid": requestId });
  outgoing.end(body);
}
