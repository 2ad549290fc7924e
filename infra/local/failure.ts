export type LocalStackFailureCode =
  | "wrong_flags"
  | "port_unavailable"
  | "data_unusable"
  | "disk_full"
  | "synthesis_failed"
  | "assembly_unusable"
  | "tables_unusable";

/** A reason why the local stack cannot start, or cannot go on. The message says what to do about it. */
export class LocalStackFailure extends Error {
  override readonly name = "LocalStackFailure";
  readonly code: LocalStackFailureCode;

  constructor(code: LocalStackFailureCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}

/**
 * Says what to do when something failed because the disk is full, or the quota used up; `undefined` when it did not.
 *
 * Some of what fails so has no error code: LevelDB and CDK only say it in words.
 */
export function diskFullFailure(cause: unknown): LocalStackFailure | undefined {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [reason] = /^.*(?:no space left on device|disk quota exceeded).*$/imu.exec(text) ?? [];
  if (reason === undefined || cause instanceof LocalStackFailure) return undefined;
  return new LocalStackFailure(
    "disk_full",
    `The disk is full: ${reason.trim()}. Free some space and start again, or choose a folder on another disk with --data. ` +
      "What the data folder holds is still good.",
    { cause },
  );
}
