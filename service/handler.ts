import type { APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { type GatewayEvent, toGatewayResult, toServiceRequest } from "./gateway-adapter.ts";
import { timeLimits } from "./names.ts";
import { requestLogLine } from "./request-log.ts";
import type { Service } from "./service.ts";

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
    log(requestLogLine(request, response, performance.now() - startedAt, failure));
    return toGatewayResult(response);
  };
}
