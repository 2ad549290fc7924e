/**
 * One line of the access log: never a header or a query, so never a token.
 *
 * Source: API Gateway developer guide, "Customize HTTP API access logs".
 */
export const accessLogFields = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  bytes: "$context.responseLength",
  authorizerError: "$context.authorizer.error",
  integrationError: "$context.integrationErrorMessage",
} as const;
