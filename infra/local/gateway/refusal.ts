/** What goes back to the client. */
export interface GatewayResponse {
  status: number;
  /** Names are lower-cased. */
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

/** Every answer that the gateway gives by itself, with the text of its body. */
const refusals = {
  bad_request: { status: 400, message: "Bad Request" },
  unauthorized: { status: 401, message: "Unauthorized" },
  forbidden: { status: 403, message: "Forbidden" },
  not_found: { status: 404, message: "Not Found" },
  request_timeout: { status: 408, message: "Request Timeout" },
  expectation_failed: { status: 417, message: "Expectation Failed" },
  body_too_large: { status: 413, message: "Request Entity Too Large" },
  too_many_requests: { status: 429, message: "Too Many Requests" },
  headers_too_large: { status: 431, message: "Request Header Fields Too Large" },
  internal: { status: 500, message: "Internal Server Error" },
  unavailable: { status: 503, message: "Service Unavailable" },
} as const;

type RefusalCode = keyof typeof refusals;

/** What only the access log says about a refusal. The names are those of API Gateway's logging variables. */
interface RefusalDetail {
  errorMessage?: string;
  authorizerError?: string;
  integrationErrorMessage?: string;
}

/**
 * A request that the gateway answers itself, in place of the function.
 *
 * The client sees the code's status and `{"message":…}`; `detail` is for the access log.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly detail: RefusalDetail;
  /** Value of the `www-authenticate` header (RFC 9110 §11.6.1). */
  readonly challenge: string | undefined;

  constructor(code: RefusalCode, detail: RefusalDetail = {}, challenge?: string) {
    super(refusals[code].message);
    this.code = code;
    this.detail = detail;
    this.challenge = challenge;
  }
}

/**
 * Builds the response of a refusal.
 *
 * A 401 has no content type, as captured. Not captured: the content type of all others, and the bodies of 400, 408, 413,
 * 417, 429 and 431. Here they are JSON of the same shape.
 */
export function refusalResponse(refusal: Refusal): GatewayResponse {
  const { status, message } = refusals[refusal.code];
  return {
    status,
    headers: {
      ...(status === 401 ? {} : { "content-type": "application/json" }),
      ...(refusal.challenge === undefined ? {} : { "www-authenticate": refusal.challenge }),
    },
    body: JSON.stringify({ message }),
  };
}
