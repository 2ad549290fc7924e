import { type ErrorBody, failureStatus } from "./contract.ts";
import { Failure } from "./failure.ts";
import type { ServiceRequest, ServiceResponse } from "./http.ts";

/** What a route answers with when nothing goes wrong. */
export interface Route {
  status: 200 | 201;
  answer: (request: ServiceRequest, signal: AbortSignal) => object | Promise<object>;
}

/** Routes by their key, `METHOD /path`. */
export type Routes = Readonly<Record<string, Route>>;

/** What became of a request; `failure` is for the log, the response tells the client. */
export interface Outcome {
  response: ServiceResponse;
  failure?: Failure;
}

/** Answers one request; never throws. `signal` aborts when the store has had its time. */
export type Service = (request: ServiceRequest, signal: AbortSignal) => Promise<Outcome>;

/** Makes a service of some routes; any other is not found. */
export function createService(routes: Routes): Service {
  return async (request, signal) => {
    try {
      const route = Object.hasOwn(routes, request.routeKey) ? routes[request.routeKey] : undefined;
      if (!route) throw new Failure("not_found", "Not Found");
      return { response: json(route.status, await route.answer(request, signal)) };
    } catch (error) {
      const failure =
        error instanceof Failure ? error : new Failure("internal", "Internal Server Error", { cause: error });
      return { response: errorResponse(failure), failure };
    }
  };
}

function errorResponse(failure: Failure): ServiceResponse {
  const body: ErrorBody = { message: failure.message, ...(failure.fieldErrors && { errors: failure.fieldErrors }) };
  const response = json(failureStatus[failure.code], body);
  if (failure.code === "store_unavailable") response.headers["retry-after"] = "1";
  return response;
}

function json(status: number, body: object): ServiceResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
