import type { Environment } from "../environment.ts";
import { failureIn } from "../failure.ts";
import type { Output } from "../output/output.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

/**
 * Shows each request on stderr: method, host, path, status, milliseconds, and the id under which API Gateway logs it.
 *
 * Nothing else may be added without asking whether it can hold a secret: queries, headers and bodies can.
 */
export function showRequests<
  Request extends Pick<HttpRequest, "url" | "method">,
  Response extends Pick<HttpResponse, "status" | "headers">,
>(
  send: (request: Request) => Promise<Response>,
  output: Output,
  { now }: Pick<Environment, "now">,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { host, pathname } = new URL(request.url);
    const start = now();
    const show = (outcome: string, requestId: string | undefined) => {
      const words = [request.method, host, pathname, outcome, `${now() - start} ms`, requestId ?? ""];
      output.note([[{ text: words.join(" ").trimEnd(), style: "faint" }]]);
    };
    try {
      const response = await send(request);
      show(String(response.status), response.headers["apigw-requestid"]);
      return response;
    } catch (error) {
      show(failureIn(error)?.code ?? "aborted", undefined);
      throw error;
    }
  };
}
