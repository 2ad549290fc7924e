import type { HttpResponse, Send } from "../http/message.ts";
import type { Patience } from "../http/time-limit.ts";

export interface InsistingParts {
  patience: Patience;
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
export function createInsistingSend(send: Send, { patience, stop }: InsistingParts): Send {
  return (request) => {
    let timer: NodeJS.Timeout | undefined;
    return new Promise<HttpResponse>((resolve, reject) => {
      insist(1);

      function insist(count: number): void {
        send(request).then(resolve, reject);
        if (count === mostRequests) return;
        timer = setTimeout(() => {
          if (!stop?.aborted) insist(count + 1);
        }, patience.left() / 2);
      }
    }).finally(() => clearTimeout(timer));
  };
}
