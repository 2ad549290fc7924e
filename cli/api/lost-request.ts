import type { Send } from "../http/message.ts";
import type { Patience } from "../http/time-limit.ts";

export interface InsistingParts {
  patience: Patience;
  wait: (milliseconds: number, stop: AbortSignal) => Promise<unknown>;
  /** Once it is aborted, no request is sent a second time. */
  stop: AbortSignal | undefined;
}

/**
 * Makes a sender that sends each request once more when half of the time that is left has passed without an answer; for
 * requests that may be repeated.
 *
 * A connection may have gone silent for good, and a server may only be slow. So both requests are waited for, and the
 * first answer counts.
 */
export function createInsistingSend(send: Send, { patience, wait, stop }: InsistingParts): Send {
  return async (request) => {
    const isSettled = new AbortController();
    const first = send(request).finally(() => isSettled.abort());
    const second = wait(patience.left() / 2, isSettled.signal).then(() => {
      isSettled.signal.throwIfAborted();
      stop?.throwIfAborted();
      return send(request);
    });
    try {
      return await Promise.any([first, second]);
    } catch (error) {
      throw (error as AggregateError).errors[0];
    }
  };
}
