import { revalidated } from "./conditional.ts";
import { type Operation, type OperationName, operations, routeKeyOf } from "./contract.ts";
import { type ErrorBody, Failure, failureStatus } from "./failure.ts";
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

/** Writes a failure as a page. */
export type FailurePage = (failure: Failure, request: ServiceRequest) => Content | Promise<Content>;

/**
 * Makes a service of some operations; the route of any other is not found.
 *
 * Where there is a `failurePage`, a browser gets that in place of JSON.
 */
export function createService(answers: Partial<Record<OperationName, Answer>>, failurePage?: FailurePage): Service {
  const routes = new Map(
    (Object.keys(answers) as OperationName[]).map((name) => [routeKeyOf(operations[name]), name] as const),
  );
  return async (request, signal) => {
    const outcome = await outcomeOf(request, signal);
    // RFC 9110 §9.3.2
    const isHead = request.routeKey.startsWith("HEAD ");
    return isHead ? { ...outcome, response: withoutBody(outcome.response) } : outcome;
  };

  async function outcomeOf(request: ServiceRequest, signal: AbortSignal): Promise<Outcome> {
    const name = routes.get(request.routeKey);
    const operation: Operation | undefined = name && operations[name];
    const kept = operation?.isPrivate ? notKept : undefined;
    try {
      const answer = name && answers[name];
      if (!operation || !answer) throw new Failure("not_found", "Not Found");
      const { method, status } = operation;
      const response = { status, ...((await answer(request, signal)) ?? { headers: {}, body: "" }) };
      if (kept) return { response: withHeaders(response, kept) };
      return { response: method === "GET" || method === "HEAD" ? revalidated(request, response) : response };
    } catch (error) {
      const failure =
        error instanceof Failure ? error : new Failure("internal", "Internal Server Error", { cause: error });
      const content =
        failurePage && takesPages(request) ? await failurePage(failure, request) : json(errorBody(failure));
      return { response: withHeaders(errorResponse(failure, content), kept), failure };
    }
  }
}

const notKept = { "cache-control": "private, no-store" } as const;

/** Browsers name this type, and what programs send for them does not (RFC 9110 §12.5.1). */
function takesPages({ headers }: ServiceRequest): boolean {
  return headers["accept"]?.includes("text/html") === true;
}

function withHeaders(response: ServiceResponse, headers: ServiceResponse["headers"] = {}): ServiceResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}

function withoutBody({ status, headers }: ServiceResponse): ServiceResponse {
  return { status, headers, body: "" };
}

function errorBody({ message, code, fieldErrors }: Failure): ErrorBody {
  return { message, code, ...(fieldErrors && { errors: fieldErrors }) };
}

function errorResponse({ code }: Failure, { headers, body }: Content): ServiceResponse {
  const retry = code === "store_unavailable" && { "retry-after": "1" };
  return { status: failureStatus[code], headers: { ...headers, ...retry }, body };
}
