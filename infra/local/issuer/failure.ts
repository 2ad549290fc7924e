export type IssuerFailureCode = "port_unavailable" | "folder_in_use" | "folder_unusable";

/** A reason why the local issuer cannot start; the message says what to do about it. */
export class IssuerFailure extends Error {
  override readonly name = "IssuerFailure";
  readonly code: IssuerFailureCode;

  constructor(code: IssuerFailureCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}
