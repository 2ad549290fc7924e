import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";
import { maxBodyBytes } from "../limits.ts";

/**
 * Reads the request's body as a JSON value.
 *
 * @throws Failure `body_too_large` over 16 KiB, `unsupported_media_type` unless it says `application/json` (in UTF-8),
 * `bad_request` when it is not JSON or not an object.
 */
export function readJsonBody(request: ServiceRequest): object {
  if (request.body.byteLength > maxBodyBytes) {
    throw new Failure("body_too_large", `The body must not be larger than ${maxBodyBytes / 1024} KiB.`);
  }
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/iu.test(request.headers["content-type"] ?? "")) {
    throw new Failure("unsupported_media_type", "Send the wish as JSON, with Content-Type: application/json.");
  }
  const value = parseJson(request.body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Failure("bad_request", "The body must be a JSON object.");
  }
  return value;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Failure("bad_request", "The body is not JSON.", { cause });
  }
}
