export type LocalStackFailureCode =
  | "wrong_flags"
  | "port_unavailable"
  | "data_unusable"
  | "synthesis_failed"
  | "assembly_unusable"
  | "tables_unusable";

/** A reason why the local stack cannot start. The message says what to do about it. */
export class LocalStackFailure extends Error {
  override readonly name = "LocalStackFailure";
  readonly code: LocalStackFailureCode;

  constructor(code: LocalStackFailureCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}
