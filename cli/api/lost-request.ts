import type { HttpResponse, Send } from "../http/message.ts";
import type { Patience } from "../http/time-limit.ts";

export interface InsistingParts {
  patience: Patience;
  wait: (milliseconds: number, stop: AbortSignal) => Promise<unknown>;
  /** Once it is aborted, no request is sent again. */
  stop: AbortSignal | undefined;
}

const mostRequests = 4;

/**
 * Makes a sender that sends each request again whenever half of the time that is left has passed without an answer, four
 * times in all; for requests that may be repeated.
 *
 * A connection may have gone silent for good, and a server may only be slow. So all of the requests are waited for, and
 * what comes of one of them first counts: also a failure, since waiting for the silent ones would leave no time to repeat.
 */
export function createInsistingSend(send: Send, { patience, wait, stop }: InsistingParts): Send {
  return (request) => {
    const isSettled = new AbortController();
    return insist(1).finally(() => isSettled.abort());

    async function insist(count: number): Promise<HttpResponse> {
      const sent = send(request);
      if (count === mostRequests) return sent;
      const again = wait(patience.left() / 2, isSettled.signal).then(
        () => (stop?.aborted ? sent : insist(count + 1)),
        () => sent,
      );
      return Promise.race([sent, again]);
    }
  };
}
