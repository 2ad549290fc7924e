import {
  failureStatus,
  idempotencyKeyPattern,
  keptAfterRemovalDays,
  maxAnswerBytes,
  maxBodyBytes,
  type Operation,
  type OperationName,
  operations,
  pageLimit,
} from "./contract.ts";
import { headers, refusals } from "./openapi/refusals.ts";
import { reference, type SchemaName, schemas } from "./openapi/schemas.ts";
import { wishFields } from "./wish.ts";

interface OperationTexts {
  operationId: string;
  summary: string;
  description?: string;
  /** What the answer is when nothing goes wrong; one without a schema has no body. */
  answer: { description: string; schema?: SchemaName; isVersioned?: true };
  parameters?: readonly (keyof typeof parameters)[];
  body?: SchemaName;
}

const texts: Record<OperationName, OperationTexts> = {
  list: {
    operationId: "listWishes",
    summary: "Lists wishes, newest first",
    answer: {
      description: `A page of the list, of at most ${maxAnswerBytes / 1024} KiB. It may be shorter than asked for; only the last one has no NextToken.`,
      schema: "WishPage",
    },
    parameters: ["status", "limit", "nextToken"],
  },
  add: {
    operationId: "addWish",
    summary: "Adds a wish",
    description: `Needs an access token of the issuer for this API, with the scope named in the metadata document. The body must not be larger than ${maxBodyBytes / 1024} KiB.`,
    answer: {
      description:
        "The wish as it is kept. Repeating a request with the same Idempotency-Key answers with the same wish.",
      schema: "Wish",
      isVersioned: true,
    },
    parameters: ["idempotencyKey"],
    body: "NewWish",
  },
  show: {
    operationId: "showWish",
    summary: "Shows one wish",
    answer: { description: "The wish.", schema: "Wish", isVersioned: true },
  },
  change: {
    operationId: "changeWish",
    summary: "Changes a wish, or brings back one that was removed",
    description: `For who has added it, and for a token with manage:wishes. The body is a merge patch (RFC 7396), as application/json: null takes a field away. Without If-Match the last change wins, field by field. For ${keptAfterRemovalDays} days after its removal, a wish comes back with {"status":"wanted"} or {"status":"got"}.`,
    answer: {
      description: "The wish as it is now. A repeat under the same Idempotency-Key changes nothing more.",
      schema: "Wish",
      isVersioned: true,
    },
    parameters: ["ifMatch", "idempotencyKey"],
    body: "WishChange",
  },
  remove: {
    operationId: "removeWish",
    summary: "Removes a wish",
    description: `For who has added it, and for a token with manage:wishes. It is gone from every list at once, and is deleted for good after ${keptAfterRemovalDays} days.`,
    answer: { description: "It is removed." },
    parameters: ["ifMatch", "idempotencyKey"],
  },
  metadata: {
    operationId: "describeResource",
    summary: "Tells how to sign in (RFC 9728)",
    answer: { description: "Protected resource metadata.", schema: "ResourceMetadata" },
  },
};

const parameters = {
  status: {
    name: "status",
    in: "query",
    description: "Which wishes: those that are wanted, or those that are there already.",
    schema: { enum: wishFields.status.choices, default: wishFields.status.choices[0] },
  },
  ifMatch: {
    name: "If-Match",
    in: "header",
    description: "The ETag that the wish must still have.",
    schema: { type: "string", minLength: 1 },
  },
  limit: {
    name: "limit",
    in: "query",
    description: "Wishes in one page, at most.",
    schema: { type: "integer", minimum: pageLimit.min, maximum: pageLimit.max, default: pageLimit.default },
  },
  nextToken: {
    name: "nextToken",
    in: "query",
    description: "The NextToken of the page before.",
    schema: { type: "string", minLength: 1 },
  },
  idempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Makes it safe to repeat the request: under one key of one caller, a wish is added or changed only once.",
    schema: { type: "string", pattern: idempotencyKeyPattern.source },
  },
};

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
      responses: Object.fromEntries(
        Object.values(refusals).map(({ name, description, headers: own, contentType }) => [
          name,
          responseOf(description, "Error", own, contentType),
        ]),
      ),
      schemas,
    },
  };
}

function describeOperation(name: OperationName): object {
  const { path, who, status, failures }: Operation = operations[name];
  const { operationId, summary, description, answer, parameters: named = [], body } = texts[name];
  const statuses = [
    ...failures.map((code) => failureStatus[code]),
    ...everywhere,
    ...(who === "anybody" ? [] : [401, 403]),
  ];
  const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, each]) => ({
    name: each,
    in: "path",
    required: true,
    schema: reference("schemas", "Id"),
  }));
  const all = [...inPath, ...named.map((each) => reference("parameters", each))];
  const own = answer.isVersioned && { etag: reference("headers", "ETag") };
  const responses = statuses.map((each) => [each, reference("responses", refusals[each]!.name)]);
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(who !== "anybody" && { security: [{ accessToken: [] }] }),
    ...(all.length > 0 && { parameters: all }),
    ...(body && { requestBody: { required: true, content: jsonContent(body) } }),
    responses: { [status]: responseOf(answer.description, answer.schema, own), ...Object.fromEntries(responses) },
  };
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
    ...(schema && { content: jsonContent(schema, contentType) }),
  };
}

function jsonContent(schema: SchemaName, contentType = "application/json"): object {
  return { [contentType]: { schema: reference("schemas", schema) } };
}
