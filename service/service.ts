import { type ErrorBody, failureStatus, type OperationName, operations, routeKeyOf } from "./contract.ts";
import { Failure } from "./failure.ts";
import { type Content, json, type ServiceRequest, type ServiceResponse } from "./http.ts";

/**
 * Answers the requests of one operation, with no content where its status is 204.
 *
 * `signal` aborts when the store has had its time.
 *
 * @throws Failure for a request that is answered with an error
 */
export type Answer = (
  request: ServiceRequest,
  signal: AbortSignal,
) => Content | undefined | Promise<Content | undefined>;

/** What became of a request; `failure` is for the log, the response tells the client. */
export interface Outcome {
  response: ServiceResponse;
  failure?: Failure;
}

/** Answers one request; never throws. `signal` aborts when the store has had its time. */
export type Service = (request: ServiceRequest, signal: AbortSignal) => Promise<Outcome>;

/** Makes a service of some operations; the route of any other is not found. */
export function createService(answers: Partial<Record<OperationName, Answer>>): Service {
  const routes = new Map(
    (Object.keys(answers) as OperationName[]).map((name) => [routeKeyOf(operations[name]), name] as const),
  );
  return async (request, signal) => {
    try {
      const name = routes.get(request.routeKey);
      const answer = name && answers[name];
      if (!answer) throw new Failure("not_found", "Not Found");
      const content = (await answer(request, signal)) ?? { headers: {}, body: "" };
      return { response: { status: operations[name].status, ...content } };
    } catch (error) {
      const failure =
        error instanceof Failure ? error : new Failure("internal", "Internal Server Error", { cause: error });
      return { response: errorResponse(failure), failure };
    }
  };
}

function errorResponse(failure: Failure): ServiceResponse {
  const { message, code, fieldErrors } = failure;
  const body: ErrorBody = { message, code, ...(fieldErrors && { errors: fieldErrors }) };
  const response = { status: failureStatus[failure.code], ...json(body) };
  if (failure.code === "store_unavailable") response.headers["retry-after"] = "1";
  return response;
}
