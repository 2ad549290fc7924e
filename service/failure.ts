import type { FailureCode } from "./contract.ts";
import type { FieldError } from "./wish.ts";

/**
 * A request that the service answers with an error.
 *
 * `message` is shown to the client; `cause` only goes to the log. The code decides the status (`failureStatus`).
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
