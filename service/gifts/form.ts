import { Failure } from "../failure.ts";
import type { ServiceRequest } from "../http.ts";
import { maxBodyBytes } from "../limits.ts";

/** The longest name that somebody who gives can leave, in characters. */
export const longestFrom = 40;

/** The name of a field that nobody sees, and only programs fill in. */
export const trapField = "website";

/** The fields of a form; the last one of a name counts. */
export type Form = Readonly<Record<string, string | undefined>>;

/**
 * Reads the body of a request as a form.
 *
 * @throws Failure `body_too_large` over 16 KiB, `unsupported_media_type` unless it says that it is a form, `bad_request`
 * when it is not UTF-8, or when a program has filled in what no person sees
 */
export function readForm({ body, headers }: ServiceRequest): Form {
  if (body.byteLength > maxBodyBytes) throw new Failure("body_too_large", "The form is too large.");
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/iu.test(headers["content-type"] ?? "")) {
    throw new Failure("unsupported_media_type", "Send a form: application/x-www-form-urlencoded.");
  }
  const form = Object.fromEntries(new URLSearchParams(decode(body)));
  if (form[trapField]) throw unreadableForm();
  return form;
}

export function unreadableForm(cause?: unknown): Failure {
  return new Failure("bad_request", "The form cannot be read.", { cause });
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw unreadableForm(cause);
  }
}
