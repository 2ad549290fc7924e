import { type Operation, type OperationName, operations } from "./contract.ts";
import { failureStatus } from "./failure.ts";
import { parameters } from "./openapi/parameters.ts";
import { headers, refusals, type RefusalTexts } from "./openapi/refusals.ts";
import { reference, type SchemaName, schemas } from "./openapi/schemas.ts";
import { texts } from "./openapi/texts.ts";

/** Statuses with which the gateway, or a service in trouble, can answer any request. */
const everywhere = [400, 408, 431, 500, 503];

/** Writes the contract as an OpenAPI 3.1 document. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const name of Object.keys(operations) as OperationName[]) {
    const { method, path } = operations[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(name) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Wish list",
      version: "1.0.0",
      description:
        "A wish list that anyone can read and only signed-in people can change. Every error, of the service and of the gateway in front of it, has the same shape. What is not listed here, a wrong method included, is 404.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [
      {
        url: "https://{api}.execute-api.{region}.amazonaws.com",
        variables: { api: { default: "a1b2c3d4e5" }, region: { default: "eu-central-1" } },
      },
    ],
    security: [],
    paths,
    components: {
      securitySchemes: { accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      parameters,
      headers,
      responses: {
        ...Object.fromEntries(Object.values(refusals).map((refusal) => [refusal.name, responseOfRefusal(refusal)])),
        NotModified: {
          description: "The answer is still the one whose ETag If-None-Match names.",
          headers: { "apigw-requestid": reference("headers", "RequestId"), etag: reference("headers", "AnyETag") },
        },
      },
      schemas,
    },
  };
}

function describeOperation(name: OperationName): object {
  const { method, path, who, status, failures, contentType, isPrivate }: Operation = operations[name];
  const isRead = (method === "GET" || method === "HEAD") && !isPrivate;
  const { operationId, summary, description, answer, parameters: named = [], body, bodyType } = texts[name];
  const statuses = [
    ...failures.map((code) => failureStatus[code]),
    ...everywhere,
    ...(who === "anybody" ? [] : [401, 403]),
  ];
  const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, each]) => ({
    name: each,
    in: "path",
    required: true,
    schema: reference("schemas", each === "id" ? "Id" : "ListName"),
  }));
  const all = [...inPath, ...named.map((each) => reference("parameters", each))];
  const own = {
    ...(isRead && { etag: reference("headers", "AnswerETag"), "cache-control": reference("headers", "CacheControl") }),
    ...(isPrivate && { "cache-control": reference("headers", "CacheControl") }),
    ...(answer.isVersioned && { etag: reference("headers", "ETag") }),
  };
  const responses = statuses.map((each) => [each, reference("responses", refusals[each]!.name)]);
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(who !== "anybody" && { security: [{ accessToken: [] }] }),
    ...(all.length > 0 && { parameters: all }),
    ...(body && { requestBody: { required: true, content: contentOf(body, bodyType) } }),
    responses: {
      [status]: responseOf(answer.description, answer.schema, own, contentType),
      ...(isRead && { 304: reference("responses", "NotModified") }),
      ...Object.fromEntries(responses),
    },
  };
}

function responseOfRefusal({ description, headers: own, contentType, isPageInBrowser }: RefusalTexts): object {
  const response = responseOf(description, "Error", own, contentType);
  const content = { ...contentOf("Error", contentType), ...(isPageInBrowser && contentOf("Page", "text/html")) };
  return { ...response, content };
}

function responseOf(
  description: string,
  schema: SchemaName | undefined,
  own: object = {},
  contentType?: string,
): object {
  const encoded = { "content-encoding": reference("headers", "ContentEncoding"), vary: reference("headers", "Vary") };
  return {
    description,
    headers: { "apigw-requestid": reference("headers", "RequestId"), ...(schema && encoded), ...own },
    ...(schema && { content: contentOf(schema, contentType) }),
  };
}

function contentOf(schema: SchemaName, contentType = "application/json"): object {
  return { [contentType]: { schema: reference("schemas", schema) } };
}
