import type { Operation } from "../../service/contract.ts";
import { Failure, type FailureCode } from "../failure.ts";
import type { HttpResponse } from "../http/message.ts";

/**
 * Reads the JSON of an answer.
 *
 * @throws Failure `unexpected_answer` when it is something else, such as a captive portal's page
 */
export function readJson(url: string, response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body);
  } catch (error) {
    throw unexpectedAnswer(url, "is not JSON", error);
  }
}

export function unexpectedAnswer(url: string, what: string, cause?: unknown): Failure {
  return new Failure("unexpected_answer", `The answer of ${url} ${what}.`, {
    hints: ["Check that this is the address of a wish list."],
    cause,
  });
}

/** Turns an answer that is not the wanted one into the failure it means. */
export function refusal(url: string, response: HttpResponse): Failure {
  const { status } = response;
  const { message, code, errors } = readErrorBody(response.body);
  const said = message === undefined ? `status ${status}` : `${status}: ${message}`;
  if (status >= 300 && status < 400) {
    return new Failure("unexpected_answer", `${url} sends on to ${response.headers["location"] ?? "nowhere"}.`, {
      hints: ["Redirects are not followed. If you trust that address, use it with `wish init`."],
    });
  }
  // The service says why in a sentence of its own; the gateway, and other APIs, have no code.
  const known = code === undefined ? undefined : failureOfService[code];
  if (known) return new Failure(known, message ?? said, { hints: errors });
  if (status === 404) return unexpectedAnswer(url, `is ${said}`);
  return new Failure(codeOf(status), `The API answered ${said}`, { hints: [...errors, ...hintsFor(response)] });
}

const failureOfService: Readonly<Record<string, FailureCode>> = {
  forbidden: "forbidden",
  not_found: "no_such_wish",
  no_such_list: "no_such_list",
  conflict: "request_refused",
  precondition_failed: "changed_meanwhile",
  invalid_gift_link: "request_refused",
} satisfies Partial<Record<Operation["failures"][number], FailureCode>>;

function hintsFor({ status, headers }: HttpResponse): string[] {
  const code = codeOf(status);
  const seconds = code === "service_unavailable" ? /^\d+$/u.exec(headers["retry-after"] ?? "")?.[0] : undefined;
  return seconds === undefined || seconds === "0" ? (hints[code] ?? []) : [`Try again in ${seconds} seconds.`];
}

const hints: Partial<Record<FailureCode, string[]>> = {
  forbidden: ["You are signed in, but may not do this. If permissions have changed, run `wish login` again."],
  service_unavailable: ["Try again in a moment."],
};

function codeOf(status: number): FailureCode {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 429 || status >= 500) return "service_unavailable";
  if ([400, 413, 415, 422].includes(status)) return "request_refused";
  return "unexpected_answer";
}

function readErrorBody(body: string): { message: string | undefined; code: string | undefined; errors: string[] } {
  const value = parseObject(body);
  const message = value["message"];
  const errors: unknown[] = Array.isArray(value["errors"]) ? value["errors"] : [];
  return {
    message: typeof message === "string" ? message : undefined,
    code: typeof value["code"] === "string" ? value["code"] : undefined,
    errors: errors.flatMap((each) => {
      const text = typeof each === "object" && each !== null && "message" in each ? each.message : undefined;
      return typeof text === "string" ? [text] : [];
    }),
  };
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
