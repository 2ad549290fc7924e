import { readFileSync } from "node:fs";

import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export interface Exchange {
  method: string;
  /** Without a query. */
  path: string;
  status: number;
  headers: Headers;
  /** Absent for HEAD. */
  body?: string;
}

interface ResponseObject {
  headers?: Record<string, Reference | { required?: boolean; schema: object }>;
  content?: Record<string, { schema: object }>;
}

interface Reference {
  $ref: string;
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, Reference | ResponseObject> }>>;
  components: { responses: Record<string, ResponseObject> };
}

/** The contract, as `service/openapi.json` writes it. */
export const openApiDocument = JSON.parse(
  readFileSync(new URL("../../service/openapi.json", import.meta.url), "utf8"),
) as Document;

const documentId = "https://wish.invalid/openapi.json";
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openApiDocument, documentId);

/**
 * Checks a response against the document: its status, content type, headers and body.
 *
 * What is not in the document at all must be answered like a route that does not exist.
 *
 * @throws an `Error` that names each difference
 */
export function checkContract({ method, path, status, headers, body }: Exchange): void {
  const operation = pathItemOf(path)?.[method.toLowerCase()];
  const responses = operation?.responses ?? { 404: { $ref: "#/components/responses/NotFound" } };
  const found = responses[String(status)];
  const problems = found ? problemsOf(locate(found), headers, body) : ["this status is not in the document"];
  if (problems.length > 0) throw new Error(`${method} ${path} answered ${status}: ${problems.join("; ")}. ${body}`);
}

/** Sends like `fetch`, and checks each answer of the API against the document. */
export async function contractFetch(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  const { method = "GET" } = init ?? {};
  const body = await response.clone().text();
  checkContract({ method, path: new URL(url).pathname, status, headers, ...(method !== "HEAD" && { body }) });
  return response;
}

/** What is said of a path, or of the one with a parameter that it fits. */
function pathItemOf(path: string) {
  const { paths } = openApiDocument;
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/gu, "[^/]+")}$`, "u").test(path);
  return paths[path] ?? paths[Object.keys(paths).find(fits) ?? ""];
}

function problemsOf(response: ResponseObject, headers: Headers, body: string | undefined): string[] {
  const problems: string[] = [];
  for (const [name, reference] of Object.entries(response.headers ?? {})) {
    const header = locate(reference);
    const value = headers.get(name);
    if (value !== null) problems.push(...violations(ajv.compile(header.schema), value, name));
    else if (header.required) problems.push(`${name} is missing`);
  }
  if (!response.content) return body ? [...problems, "there is a body"] : problems;
  const contentType = headers.get("content-type")?.split(";")[0] ?? "";
  const content = response.content[contentType] ?? response.content["*/*"];
  if (!content) problems.push(`the content type "${contentType}" is not in the document`);
  else if (body !== undefined) {
    const value = /^text\/|xml$/u.test(contentType) ? body : parse(body);
    problems.push(...violations(bodyValidator(content.schema), value, "body"));
  }
  return problems;
}

/** Bodies are described by reference, so that what is said of a wish is said once. */
function bodyValidator(schema: object): ValidateFunction {
  const { $ref } = schema as Reference;
  const validator = ajv.getSchema(`${documentId}${$ref}`);
  if (!validator) throw new Error(`The document has no ${$ref}.`);
  return validator;
}

function violations(validate: ValidateFunction, value: unknown, name: string): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
}

function locate<T extends object>(value: Reference | T): T {
  if (!("$ref" in value)) return value;
  const segments = value.$ref.slice("#/".length).split("/");
  return segments.reduce((node: unknown, key) => (node as Record<string, unknown>)[key], openApiDocument) as T;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
