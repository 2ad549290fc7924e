import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { ServiceRequest, ServiceResponse } from "./http.ts";

/** An event of an HTTP API, payload format 2.0; `authorizer` stands in it on routes with a JWT authorizer only. */
export type GatewayEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
};

/** Reads a gateway event as a request of the service. */
export function toServiceRequest(event: GatewayEvent): ServiceRequest {
  const subject = event.requestContext.authorizer?.jwt?.claims?.["sub"];
  return {
    requestId: event.requestContext.requestId,
    routeKey: event.routeKey,
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    // The gateway passes only some content types as text; the others, and a missing one, come as base64.
    body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
    ...(typeof subject === "string" && { subject }),
  };
}

/** Writes the service's response as a result of format 2.0. */
export function toGatewayResult({ status, headers, body }: ServiceResponse): APIGatewayProxyStructuredResultV2 {
  return { statusCode: status, headers, body };
}
