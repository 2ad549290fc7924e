import { validateHeaderName, validateHeaderValue } from "node:http";

import type { InvokeResult } from "../function/instance.ts";
import { type GatewayResponse, Refusal } from "./refusal.ts";

// Not captured: what happens when a function sets `date` or a header of the connection. Here they are dropped: the
// gateway sets them.
const ownHeaders = new Set([
  "apigw-requestid",
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Builds the response from what a function returned, in payload format 2.0.
 *
 * Without `statusCode` the value itself becomes the body of a 200, as JSON. With it, a missing content type becomes
 * `text/plain; charset=utf-8`. Not captured: whether a 304 without one gets it too. Here it does.
 *
 * Sources: API Gateway developer guide (http-api-develop-integrations-lambda, http-api-troubleshooting-lambda) and
 * published captures.
 *
 * @throws {Refusal} `internal` when the function failed, or returned a shape that the gateway does not accept
 */
export function buildResponse(result: InvokeResult): GatewayResponse {
  if (result.outcome === "failed") throw refused(result.message);
  const { payload } = result;
  if (!isObject(payload) || !("statusCode" in payload)) {
    const body = typeof payload === "string" ? payload : (JSON.stringify(payload) ?? "null");
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const headers = responseHeaders(payload["headers"]);
  const cookies = [...cookiesOf(payload["cookies"]), ...(headers["set-cookie"] ? [headers["set-cookie"]] : [])];
  return {
    status: statusOf(payload["statusCode"]),
    headers: {
      "content-type": "text/plain; charset=utf-8",
      ...headers,
      ...(cookies.length > 0 && { "set-cookie": cookies }),
    },
    body: bodyOf(payload["body"], payload["isBase64Encoded"]),
  };
}

function statusOf(statusCode: unknown): number {
  // Not captured: a status below 200 or above 599. Here it becomes a 500.
  if (Number.isInteger(statusCode) && Number(statusCode) >= 200 && Number(statusCode) <= 599) return Number(statusCode);
  throw refused("statusCode is not an integer from 200 to 599.");
}

function responseHeaders(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw refused("headers is not an object.");
  const headers: [string, string][] = [];
  for (const [name, content] of Object.entries(value)) {
    if (!["string", "number", "boolean"].includes(typeof content)) {
      throw refused(`Header ${JSON.stringify(name)} is not a string, number or boolean.`);
    }
    checkHeader(name, String(content));
    if (!ownHeaders.has(name.toLowerCase())) headers.push([name.toLowerCase(), String(content)]);
  }
  return Object.fromEntries(headers);
}

function cookiesOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((cookie) => typeof cookie === "string")) {
    throw refused("cookies is not an array of strings.");
  }
  for (const cookie of value) checkHeader("set-cookie", cookie);
  return value;
}

function bodyOf(body: unknown, isBase64Encoded: unknown): string | Buffer {
  if (isBase64Encoded !== undefined && isBase64Encoded !== null && typeof isBase64Encoded !== "boolean") {
    throw refused("isBase64Encoded is not a boolean.");
  }
  if (body === undefined || body === null) return "";
  if (typeof body !== "string") throw refused("body is not a string.");
  if (!isBase64Encoded) return body;
  if (body.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(body)) throw refused("body is not valid base64.");
  return Buffer.from(body, "base64");
}

function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw refused(`Header ${JSON.stringify(name)} has a name or value that HTTP does not allow.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(integrationErrorMessage: string): Refusal {
  return new Refusal("internal", { integrationErrorMessage });
}
