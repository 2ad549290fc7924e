import type { FieldError } from "./wish.ts";

/** Every way a request can fail inside the service, with the status that tells the client. */
export const failureStatus = {
  bad_request: 400,
  forbidden: 403,
  not_found: 404,
  no_such_list: 404,
  conflict: 409,
  taken: 409,
  precondition_failed: 412,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_wish: 422,
  invalid_list: 422,
  invalid_gift_link: 422,
  key_reused: 422,
  internal: 500,
  store_unavailable: 503,
} as const;

export type FailureCode = keyof typeof failureStatus;

/** Every error of the service and of the gateway in front of it has this body. */
export interface ErrorBody {
  message: string;
  /** From the service only. */
  code?: FailureCode;
  errors?: FieldError[];
}

/**
 * A request that the service answers with an error.
 *
 * `message` is shown to the client; `cause` only goes to the log. The code decides the status ({@link failureStatus}).
 */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly fieldErrors: FieldError[] | undefined;

  constructor(code: FailureCode, message: string, options: { cause?: unknown; fieldErrors?: FieldError[] } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fieldErrors = options.fieldErrors;
  }
}
