import type { timeLimits } from "../../service/deployment.ts";

/** Who waits for the functions, outermost. */
export const integrationTimeoutSeconds = 29;

// Lambda's own limit for loading a function. It counts against the integration, not against the function's time.
const initTimeoutSeconds = 10;

/**
 * Checks that whoever waits gives up later than what is waited for: the gateway after the function, the function after
 * the table. Otherwise a client gets the gateway's 503 or 500 for a request that goes on, and may have been done.
 *
 * @throws Error that says which two are in the wrong order.
 */
export function checkTimeLimits(
  {
    storeBudgetMilliseconds,
    answerReserveMilliseconds,
    functionTimeoutSeconds,
  }: Record<keyof typeof timeLimits, number>,
  integrationSeconds: number,
): void {
  const answerSeconds = (storeBudgetMilliseconds + answerReserveMilliseconds) / 1000;
  if (answerSeconds > functionTimeoutSeconds) {
    throw new Error(
      `The table may take ${storeBudgetMilliseconds} ms and the answer ${answerReserveMilliseconds} ms, but the function ends after ${functionTimeoutSeconds} s. Lower storeBudgetMilliseconds, or raise functionTimeoutSeconds in service/deployment.ts.`,
    );
  }
  if (initTimeoutSeconds + functionTimeoutSeconds > integrationSeconds) {
    throw new Error(
      `A function may take ${initTimeoutSeconds} s to load and ${functionTimeoutSeconds} s to answer, but the integration ends after ${integrationSeconds} s. Lower functionTimeoutSeconds in service/deployment.ts, or raise integrationTimeoutSeconds in infra/stack/time-limits.ts.`,
    );
  }
}
