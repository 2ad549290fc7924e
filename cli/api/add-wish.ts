import type { NewWish } from "../../service/wish.ts";
import type { AccessToken, Session } from "../auth/session.ts";
import type { HttpRequest, HttpResponse, Send } from "../http/send.ts";
import { readJson, refusal, unexpectedAnswer } from "./answer.ts";
import { type ListedWish, parseWish } from "./list-wishes.ts";
import { readChallenge } from "./www-authenticate.ts";

export interface AddWish {
  apiUrl: string;
  /** Repeats what may be repeated. */
  send: Send;
  session: Session;
}

/**
 * Adds one wish and gives it as the API answered it.
 *
 * It goes under a key, so that the API adds it once however often it is sent.
 *
 * @throws Failure `unauthorized` after one renewal of the token, and as the session, the sender and the API do
 */
export async function addWish(api: AddWish, wish: NewWish, idempotencyKey: string): Promise<ListedWish> {
  const response = await postSignedIn(api, (token) => ({
    url: api.apiUrl,
    method: "POST",
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token.value}`,
      "content-type": "application/json",
      "idempotency-key": idempotencyKey,
    },
    body: JSON.stringify(wish),
  }));
  if (response.status !== 200 && response.status !== 201) throw refusal(api.apiUrl, response);
  return readAdded(api.apiUrl, response, wish);
}

/** Sends a request, and once more with a renewed token when the authorizer in front of the API refuses the first. */
async function postSignedIn(api: AddWish, requestWith: (token: AccessToken) => HttpRequest): Promise<HttpResponse> {
  const token = await api.session.accessToken();
  const response = await api.send(requestWith(token));
  if (response.status !== 401) return response;
  const challenge = readChallenge(response.headers["www-authenticate"]);
  const renewed = challenge.error === "invalid_token" ? await api.session.renew(token) : undefined;
  if (!renewed) throw await api.session.refusal(token, challenge.description);
  const second = await api.send(requestWith(renewed));
  if (second.status !== 401) return second;
  throw await api.session.refusal(renewed, readChallenge(second.headers["www-authenticate"]).description);
}

/** Takes the wish out of an answer; an API that answers with the id alone leaves the rest as it was sent. */
function readAdded(apiUrl: string, response: HttpResponse, wish: NewWish): ListedWish {
  const answer = readJson(apiUrl, response);
  if (typeof answer !== "object" || answer === null) throw unexpectedAnswer(apiUrl, "is no wish");
  return parseWish(apiUrl, { ...wish, ...answer });
}
