import type { NewWish } from "../../service/wish.ts";
import type { AccessToken } from "../auth/session.ts";
import type { Context } from "../context.ts";
import type { HttpRequest, HttpResponse, Send } from "../http/message.ts";
import { type Credentials, explainRefusal } from "./credentials.ts";
import { readJson, refusal, unexpectedAnswer } from "./answer.ts";
import { type ListedWish, parseWish } from "./list-wishes.ts";
import { readChallenge } from "./www-authenticate.ts";

export interface AddWish {
  apiUrl: string;
  /** Repeats what may be repeated. */
  send: Send;
  credentials: Credentials;
  context: Context;
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
  const { credentials, context, apiUrl } = api;
  const token = await credentials.accessToken();
  const response = await api.send(requestWith(token));
  if (response.status !== 401) return response;
  const challenge = readChallenge(response.headers["www-authenticate"]);
  const renewed = challenge.error === "invalid_token" ? await credentials.renew(token) : undefined;
  if (!renewed) throw await explainRefusal(context, apiUrl, token, challenge.description);
  const second = await api.send(requestWith(renewed));
  if (second.status !== 401) return second;
  const { description } = readChallenge(second.headers["www-authenticate"]);
  throw await explainRefusal(context, apiUrl, renewed, description);
}

/** Takes the wish out of an answer; an API that answers with the id alone leaves the rest as it was sent. */
function readAdded(apiUrl: string, response: HttpResponse, wish: NewWish): ListedWish {
  const answer = readJson(apiUrl, response);
  if (typeof answer !== "object" || answer === null) throw unexpectedAnswer(apiUrl, "is not a wish");
  return parseWish(apiUrl, { ...wish, ...answer });
}
