import type { APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { createDynamoDbStore } from "./dynamodb-store.ts";
import { type GatewayEvent, toGatewayResult, toServiceRequest } from "./gateway-adapter.ts";
import { environmentNames, storeBudgetMilliseconds } from "./names.ts";
import { requestLogLine } from "./request-log.ts";
import { createService } from "./service.ts";

/** Left of the function's own time to answer 503 and write the log line. */
const answerReserveMilliseconds = 500;

const service = createService({
  store: createDynamoDbStore(variable("tableName")),
  signIn: {
    apiEndpoint: variable("apiEndpoint"),
    issuer: variable("issuer"),
    audience: variable("audience"),
    clientId: variable("clientId"),
    scope: variable("scope"),
  },
  now: () => new Date(),
});

/** The function's handler: one event of the HTTP API in, its response out, one line in the log. */
export async function handler(event: GatewayEvent, context: Context): Promise<APIGatewayProxyStructuredResultV2> {
  const startedAt = performance.now();
  const request = toServiceRequest(event);
  const remaining = context.getRemainingTimeInMillis() - answerReserveMilliseconds;
  const signal = AbortSignal.timeout(Math.max(0, Math.min(storeBudgetMilliseconds, remaining)));
  const { response, failure } = await service(request, signal);
  console.log(requestLogLine(request, response, performance.now() - startedAt, failure));
  return toGatewayResult(response);
}

function variable(name: keyof typeof environmentNames): string {
  const value = process.env[environmentNames[name]];
  if (value === undefined) throw new Error(`The environment variable ${environmentNames[name]} is not set.`);
  return value;
}
