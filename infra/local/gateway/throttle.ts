import type { ThrottleModel } from "../template/model.ts";

/** Takes a token for one request, or returns `false` when none is left. */
export type TakeToken = () => boolean;

/**
 * Creates the token bucket of one route. It starts full with `burst` tokens, and gains `ratePerSecond` a second.
 *
 * `now` is in milliseconds, of a clock that is never set. API Gateway applies its limits "on a best-effort basis". Here
 * they are exact.
 *
 * Source: API Gateway developer guide (http-api-throttling).
 */
export function createTokenBucket({ ratePerSecond, burst }: ThrottleModel, now: () => number): TakeToken {
  let tokens = burst;
  let filledAtMilliseconds = now();
  return () => {
    const nowMilliseconds = now();
    tokens = Math.min(burst, tokens + ((nowMilliseconds - filledAtMilliseconds) / 1000) * ratePerSecond);
    filledAtMilliseconds = nowMilliseconds;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
