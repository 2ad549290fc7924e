import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";

import { localAccountId } from "../template/local-identity.ts";
import type { HttpApiModel } from "../template/model.ts";
import type { Authorization } from "./authorizer.ts";
import { type GatewayRequest, headerValue, newTraceId } from "./request.ts";
import type { RouteMatch } from "./route.ts";

type HttpApiEvent = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer;

// Not captured: which headers of the connection a function sees. Here it sees none, since they are not part of the
// request (RFC 9110 §7.6.1).
const connectionHeaders = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Builds the event that a function gets, in payload format 2.0.
 *
 * What a request does not have is absent, never `null` or empty: `cookies`, `queryStringParameters`,
 * `pathParameters`, `body`, `requestContext.authorizer`.
 *
 * Sources: API Gateway developer guide (http-api-develop-integrations-lambda) and published captures of real events.
 */
export function buildEvent(
  api: HttpApiModel,
  request: GatewayRequest,
  { route, pathParameters }: RouteMatch,
  body: Buffer,
  authorization: Authorization | undefined,
): HttpApiEvent {
  const rawPath = `/${request.pathSegments.join("/")}`;
  const domainName = (headerValue(request, "host") ?? "").replace(/:\d+$/u, "");
  const cookies = cookiesOf(request);
  const query = joinDuplicates(new URLSearchParams(request.queryString));
  return {
    version: "2.0",
    routeKey: route.routeKey,
    rawPath,
    rawQueryString: request.queryString,
    ...(cookies.length > 0 && { cookies }),
    headers: eventHeaders(request, body),
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: localAccountId,
      apiId: api.id,
      ...(authorization && { authorizer: { jwt: authorization } }),
      domainName,
      domainPrefix: domainName.split(".")[0] ?? "",
      http: {
        method: request.method,
        path: rawPath,
        // Whatever the client uses (http-api-logging-variables, `$context.protocol`).
        protocol: "HTTP/1.1",
        sourceIp: request.sourceIp,
        userAgent: headerValue(request, "user-agent") ?? "",
      },
      requestId: request.id,
      routeKey: route.routeKey,
      stage: api.stage.name,
      time: commonLogTime(request.receivedAtMilliseconds),
      timeEpoch: request.receivedAtMilliseconds,
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...eventBody(headerValue(request, "content-type"), body),
  };
}

/** Names are lower-cased and sorted, duplicates are joined by commas, and the gateway's own headers are added. */
function eventHeaders(request: GatewayRequest, body: Buffer): Record<string, string> {
  const headers = joinDuplicates(request.headers.filter(([name]) => name !== "cookie" && !connectionHeaders.has(name)));
  const forwardedFor = headers.get("x-forwarded-for");
  headers.set("content-length", String(body.length));
  headers.set("x-amzn-trace-id", newTraceId(request.receivedAtMilliseconds));
  headers.set("x-forwarded-for", forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp);
  headers.set("x-forwarded-port", String(request.port));
  headers.set("x-forwarded-proto", "http");
  return Object.fromEntries([...headers].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function joinDuplicates(entries: Iterable<[string, string]>): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of entries) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return joined;
}

function cookiesOf(request: GatewayRequest): string[] {
  return request.headers
    .filter(([name]) => name === "cookie")
    .flatMap(([, value]) => value.split(";"))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== "");
}

const textTypes = new Set(["application/json", "application/xml", "application/javascript"]);

/**
 * Tells whether a request body of this content type reaches the function as text. Any other comes in base64, also one
 * without a content type, and a form.
 *
 * Measured on the real service: text/*, application/json, application/xml and application/javascript are text, with or
 * without `charset=utf-8`. Not captured: a body in another charset, or of a `+json` type. Here it comes in base64, which
 * keeps every byte.
 */
function isTextType(contentType: string | undefined): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const isText = type.trim().startsWith("text/") || textTypes.has(type.trim());
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/u.exec(parameter)?.[1]).find(Boolean);
  return isText && (charset === undefined || charset.trim() === "utf-8");
}

function eventBody(contentType: string | undefined, body: Buffer): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !isTextType(contentType);
  return { body: body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}

/** `29/Oct/2020:20:29:38 +0000` */
function commonLogTime(milliseconds: number): string {
  const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
