/** Every way a command can fail, with the exit code that tells a script. */
export const exitCodes = {
  unexpected_answer: 1,
  problems_found: 1,
  unwritable_output: 1,
  wrong_usage: 2,
  bad_settings: 2,
  invalid_wish: 2,
  unreadable_input: 2,
  editor_failed: 2,
  request_refused: 2,
  no_such_wish: 3,
  no_such_list: 3,
  already_there: 3,
  ambiguous: 3,
  changed_meanwhile: 3,
  already_listed: 3,
  not_kept: 3,
  not_signed_in: 4,
  sign_in_failed: 4,
  code_expired: 4,
  session_over: 4,
  session_refused: 4,
  unauthorized: 4,
  keychain_unavailable: 4,
  credentials_exposed: 4,
  forbidden: 5,
  unreachable: 6,
  timed_out: 6,
  service_unavailable: 6,
  page_unreadable: 6,
  page_gone: 6,
  some_failed: 7,
} as const;

export type FailureCode = keyof typeof exitCodes;

/**
 * A command that ends without having done what was asked.
 *
 * `message` is one sentence on what happened; each hint is one line on what to do next. Neither ever holds a token.
 */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly hints: readonly string[];

  constructor(code: FailureCode, message: string, options: { hints?: readonly string[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hints = options.hints ?? [];
  }
}

/** Finds the failure in an error that a library has wrapped around it. */
export function failureIn(error: unknown): Failure | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof Failure) return each;
  }
  return undefined;
}
