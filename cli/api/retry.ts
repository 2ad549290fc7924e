import { Failure, failureIn } from "../failure.ts";
import type { HttpResponse, Send } from "../http/message.ts";
import type { Patience } from "../http/time-limit.ts";

export interface RetryParts {
  /** No attempt begins after its end. */
  patience: Patience;
  /** Milliseconds since 1970. */
  now: () => number;
  wait: (milliseconds: number) => Promise<unknown>;
  /** From 0 to below 1. */
  random: () => number;
}

/** Not counted on 429: there the request was not even looked at, and only came too soon. */
const maxAttempts = 6;
const firstPauseMilliseconds = 200;
const longestPauseMilliseconds = 5000;

/** Statuses that are about the moment, not about the request; the AWS SDKs repeat the same. */
const passingStatuses: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** Codes of Node and undici for a connection that was there and is gone, or a name server that is busy. */
const lostConnections: ReadonlySet<unknown> = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * Makes a sender that repeats each request while the trouble looks like passing; for requests that may be repeated.
 *
 * They are repeated on 429, 500, 502, 503 and 504, and after a lost connection: six attempts within the time limit at
 * most, on 429 as many as it has room for, with growing pauses drawn at random so that many clients do not come back at
 * once. `Retry-After` (RFC 9110 §10.2.3) lengthens a pause; when it asks for more than the limit has left, it is taken at
 * its word and nothing is repeated.
 *
 * Gives the last answer, whatever its status; throws as `send` does when the last attempt had none.
 */
export function createRetryingSend(send: Send, parts: RetryParts): Send {
  return async (request) => {
    const { patience, wait } = parts;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await send(request).catch(passingFailure);
      const pause = pauseMilliseconds(outcome, attempt, parts);
      if (pause === undefined || pause >= patience.left()) return settle(outcome);
      await patience.spend(new URL(request.url).host, () => wait(pause));
    }
  };
}

/**
 * Reads a `Retry-After` header: seconds or a date.
 *
 * @returns milliseconds from now, never below 0; `undefined` when there is none that can be read
 */
export function readRetryAfter(response: HttpResponse, now: number): number | undefined {
  const text = response.headers["retry-after"]?.trim();
  if (!text) return undefined;
  if (/^\d+$/u.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Gives back a failure that may pass, and throws any other. */
function passingFailure(error: unknown): Failure {
  const failure = failureIn(error);
  if (failure?.code === "unreachable" && lostConnections.has(causeCode(failure))) return failure;
  throw error;
}

function causeCode({ cause }: Failure): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

/** How long to wait before the next attempt; `undefined` when there is none. */
function pauseMilliseconds(
  outcome: HttpResponse | Failure,
  attempt: number,
  { now, random }: RetryParts,
): number | undefined {
  const isAnswer = !(outcome instanceof Failure);
  if (attempt >= maxAttempts && !(isAnswer && outcome.status === 429)) return undefined;
  if (isAnswer && !passingStatuses.has(outcome.status)) return undefined;
  const asked = isAnswer ? (readRetryAfter(outcome, now()) ?? 0) : 0;
  const growing = Math.min(firstPauseMilliseconds * 2 ** (attempt - 1), longestPauseMilliseconds);
  return asked + random() * growing;
}

function settle(outcome: HttpResponse | Failure): HttpResponse {
  if (outcome instanceof Failure) throw outcome;
  return outcome;
}
