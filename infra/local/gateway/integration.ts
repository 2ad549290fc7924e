import type { Invoke } from "../function/host.ts";
import type { InvokeResult } from "../function/instance.ts";
import type { RouteModel } from "../template/model.ts";
import { Refusal } from "./refusal.ts";

/**
 * Invokes the function behind a route and waits for it up to the integration timeout, cold start included.
 *
 * @throws {Refusal} `internal` without a function or the permission to invoke it; `unavailable` after the timeout, while
 *   the function runs on
 */
export async function integrate(
  route: RouteModel,
  event: Parameters<Invoke>[1],
  invoke: Invoke,
): Promise<InvokeResult> {
  if (route.functionArn === undefined) {
    throw new Refusal("internal", { integrationErrorMessage: "The integration points at no function of this stack." });
  }
  if (!route.mayInvoke) {
    throw new Refusal("internal", { integrationErrorMessage: "API Gateway has no permission to invoke the function." });
  }
  const running = invoke(route.functionArn, event);
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const integrationErrorMessage = `The function took longer than ${route.integrationTimeoutMilliseconds} ms.`;
      reject(new Refusal("unavailable", { integrationErrorMessage }));
    }, route.integrationTimeoutMilliseconds);
  });
  return Promise.race([running, overdue]).finally(() => clearTimeout(timer));
}
