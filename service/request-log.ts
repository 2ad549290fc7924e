import type { Failure } from "./failure.ts";
import type { ServiceRequest, ServiceResponse } from "./http.ts";

/**
 * Writes what one request came to as a line of JSON: nothing of token, body or caller.
 *
 * The cause of a failure is added when the fault is not the client's.
 */
export function requestLogLine(
  request: Pick<ServiceRequest, "requestId" | "routeKey">,
  response: ServiceResponse,
  milliseconds: number,
  failure?: Failure,
): string {
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
