/** Remembers when each device code was last answered, to tell a client that polls too fast. */
export interface PollPace {
  /** Whether a poll that arrived at this time came before the interval since the last answer was over. */
  isTooFast(deviceCode: string, arrivedAtMilliseconds: number): boolean;
  answered(deviceCode: string, answeredAtMilliseconds: number): void;
}

// A timer may fire a little before its time, and must not be blamed on the client.
const timerToleranceMilliseconds = 50;

/**
 * Starts the bookkeeping for one interval (RFC 8628 section 3.5).
 *
 * The interval is counted from the last answer and does not grow: adding five seconds after `slow_down` is the client's
 * duty. The first poll may come at once, since the RFC speaks of the time between two polls. Not captured: whether Auth0
 * counts from the answer that issued the code.
 */
export function createPollPace(intervalSeconds: number): PollPace {
  const lastAnswers = new Map<string, number>();
  const intervalMilliseconds = intervalSeconds * 1000 - timerToleranceMilliseconds;

  return {
    isTooFast(deviceCode, arrivedAtMilliseconds) {
      const lastAnswer = lastAnswers.get(deviceCode);
      return lastAnswer !== undefined && arrivedAtMilliseconds - lastAnswer < intervalMilliseconds;
    },

    answered(deviceCode, answeredAtMilliseconds) {
      for (const [code, lastAnswer] of lastAnswers) {
        if (answeredAtMilliseconds - lastAnswer >= intervalMilliseconds) lastAnswers.delete(code);
      }
      lastAnswers.set(deviceCode, answeredAtMilliseconds);
    },
  };
}
