import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";

import { environmentNames, timeLimits } from "./deployment.ts";
import type { Failure } from "./failure.ts";
import { compress } from "./gzip.ts";
import type { ServiceRequest, ServiceResponse } from "./http.ts";
import type { Service } from "./service.ts";

/** An event of an HTTP API, payload format 2.0; `authorizer` stands in it on routes with a JWT authorizer only. */
export type GatewayEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
};

/** One event of the HTTP API in, its response out. */
export type Handler = (event: GatewayEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** Makes a function's handler of a service; `log` takes one line of JSON for each event. */
export function createHandler(service: Service, log: (line: string) => void): Handler {
  return async (event, context) => {
    const startedAt = performance.now();
    const request = toServiceRequest(event);
    const remaining = context.getRemainingTimeInMillis() - timeLimits.answerReserveMilliseconds;
    const budget = Math.max(0, Math.min(timeLimits.storeBudgetMilliseconds, remaining));
    const controller = new AbortController();
    // Not AbortSignal.timeout: its timer would outlive the answer, for Lambda to freeze and thaw with the next event.
    const timer = setTimeout(
      () => controller.abort(new DOMException("The store's time is up.", "TimeoutError")),
      budget,
    );
    const { response, failure } = await service(request, controller.signal).finally(() => clearTimeout(timer));
    const encoded = await compress(response, request.headers["accept-encoding"]);
    log(logLine(request, response, performance.now() - startedAt, failure));
    return { statusCode: response.status, ...encoded };
  };
}

/**
 * Reads a variable that the stack sets.
 *
 * @throws Error that names the variable when it is not set
 */
export function readVariable(
  environment: Readonly<Record<string, string | undefined>>,
  name: keyof typeof environmentNames,
): string {
  const value = environment[environmentNames[name]];
  if (value === undefined) throw new Error(`The environment variable ${environmentNames[name]} is not set.`);
  return value;
}

function toServiceRequest(event: GatewayEvent): ServiceRequest {
  const { sub: subject, scope } = event.requestContext.authorizer?.jwt?.claims ?? {};
  return {
    requestId: event.requestContext.requestId,
    routeKey: event.routeKey,
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    // The gateway passes only some content types as text; the others, and a missing one, come as base64.
    body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
    ...(typeof subject === "string" && { subject }),
    ...(typeof scope === "string" && { scopes: scope.split(" ") }),
  };
}

/** Nothing of token, body or caller; the cause of a failure is added when the fault is not the client's. */
function logLine(request: ServiceRequest, response: ServiceResponse, milliseconds: number, failure?: Failure): string {
  return JSON.stringify({
    requestId: request.requestId,
    route: request.routeKey,
    status: response.status,
    milliseconds: Math.round(milliseconds),
    ...(failure && response.status >= 500 && { failure: failure.code, cause: describe(failure.cause) }),
  });
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? `${cause.name}: ${cause.message}`) : String(cause);
}
