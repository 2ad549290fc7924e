import type { Send } from "../http/message.ts";
import type { Reading } from "../list/list-cache.ts";

/**
 * Makes a sender that asks whether what is kept of a page is still what the API would answer (RFC 9110 §13.1.2), and gives
 * that then; it keeps what it gives.
 */
export function createRevalidatingSend(send: Send, reading: Reading): Send {
  return async (request) => {
    const page = reading.known(request.url);
    const condition = page?.etag === undefined ? {} : { "if-none-match": page.etag };
    const answer = await send({ ...request, headers: { ...request.headers, ...condition } });
    const kept = answer.status === 304 ? page?.body() : undefined;
    const given = kept === undefined ? answer : { ...answer, status: 200, body: kept };
    // What was kept is damaged.
    const response = given.status === 304 ? await send(request) : given;
    if (response.status === 200) reading.keep(request.url, response.headers["etag"], response.body);
    return response;
  };
}
