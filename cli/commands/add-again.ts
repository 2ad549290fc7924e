import { newFieldNames } from "../../service/wish.ts";
import { exitCodes, Failure, failureIn } from "../failure.ts";
import { type FieldTexts, flagOf } from "./field-flags.ts";

interface Repetition {
  duplicate?: boolean | undefined;
  key?: string | undefined;
  api?: string | undefined;
}

/** The line to type for a wish with these values, as hints show it. */
export function addCommand(texts: FieldTexts, { duplicate, key, api }: Repetition): string {
  const words = [
    ...newFieldNames.flatMap((name) => (texts[name] === undefined ? [] : [flagOf(name), texts[name]])),
    ...(duplicate ? ["--duplicate"] : []),
    ...(key === undefined ? [] : ["--key", key]),
    ...(api === undefined ? [] : ["--api", api]),
  ];
  const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`));
  return `  wish add ${quoted.join(" ")}`;
}

/** Adds to a failure of the network, after which nobody knows whether the wish was added, what is safe to repeat. */
export function withRepetition(error: unknown, command: string): unknown {
  const failure = failureIn(error);
  if (!failure || exitCodes[failure.code] !== exitCodes.unreachable) return error;
  const { code, message, hints } = failure;
  return new Failure(code, message, {
    hints: [...hints, "This adds it, and not twice if it was added:", command],
    cause: failure,
  });
}
