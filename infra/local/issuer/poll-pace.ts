/** Remembers when each device code was last answered, to notice a client that polls too fast. */
export interface PollPace {
  /** Whether a poll arrived before the interval since the last answer was over. */
  isTooFast(deviceCode: string, arrivedAtMilliseconds: number): boolean;
  answered(deviceCode: string, answeredAtMilliseconds: number): void;
}

// Timers can fire a little early, which is not the client's fault.
const timerToleranceMilliseconds = 50;

/**
 * Checks the pace of polls against one interval (RFC 8628 §3.5).
 *
 * The interval is counted from the last answer and does not grow: it is the client that adds five seconds after
 * `slow_down`. The first poll may come at once, since the RFC is about the time between two polls. Not captured: whether
 * Auth0 also counts from the answer that issued the code.
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
