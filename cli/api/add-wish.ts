import type { NewWish } from "../../service/wish.ts";
import type { AccessToken, Session } from "../auth/session.ts";
import { Failure, failureIn, type FailureCode } from "../failure.ts";
import type { HttpRequest, HttpResponse, Send } from "../http.ts";
import { readJson, refusal, unexpectedAnswer } from "./answer.ts";
import { type ListedWish, parseWish } from "./list-wishes.ts";
import { readChallenge } from "./www-authenticate.ts";

export interface AddWish {
  apiUrl: string;
  send: Send;
  session: Session;
  /** Waits that many milliseconds. */
  wait: (milliseconds: number) => Promise<unknown>;
}

const attempts = 3;
const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 10_000;

/** Failures after which the wish may or may not be on the list. */
const worthRepeating: ReadonlySet<FailureCode | undefined> = new Set(["unreachable", "timed_out"]);

/**
 * Adds one wish and gives it as the API answered it.
 *
 * Repeated when the connection is lost or the service is busy: under the same key the API adds it once only.
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
  const response = await sendPatiently(api, requestWith(token));
  if (response.status !== 401) return response;
  const challenge = readChallenge(response.headers["www-authenticate"]);
  const renewed = challenge.error === "invalid_token" ? await api.session.renew(token) : undefined;
  if (!renewed) throw tokenRefused(token, challenge.description);
  const second = await sendPatiently(api, requestWith(renewed));
  if (second.status !== 401) return second;
  throw tokenRefused(renewed, readChallenge(second.headers["www-authenticate"]).description);
}

/** Sends a request that may be repeated, until it is answered with anything but 503. */
async function sendPatiently({ send, wait }: AddWish, request: HttpRequest): Promise<HttpResponse> {
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    const response = await send(request).catch((error: unknown) => {
      if (!worthRepeating.has(failureIn(error)?.code)) throw error;
      return undefined;
    });
    if (response && response.status !== 503) return response;
    await wait(pauseMilliseconds(attempt, response?.headers["retry-after"]));
  }
  return send(request);
}

function tokenRefused(token: AccessToken, reason: string | undefined): Failure {
  return new Failure(
    "unauthorized",
    `The API refused the token from ${token.origin}: ${reason ?? "no reason given"}.`,
    {
      hints: [token.origin === "WISH_TOKEN" ? "Set WISH_TOKEN to a fresh token, or unset it." : "Run `wish login`."],
    },
  );
}

/** Takes the wish out of an answer; an API that answers with the id alone leaves the rest as it was sent. */
function readAdded(apiUrl: string, response: HttpResponse, wish: NewWish): ListedWish {
  const answer = readJson(apiUrl, response);
  if (typeof answer !== "object" || answer === null) throw unexpectedAnswer(apiUrl, "is no wish");
  return parseWish(apiUrl, { ...wish, ...answer });
}

/** The time to wait: what the service asks for (RFC 9110 §10.2.3, seconds), else longer each time. */
function pauseMilliseconds(attempt: number, retryAfter: string | undefined): number {
  const asked = retryAfter !== undefined && /^\d+$/u.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  return Math.min(asked ?? firstPauseMilliseconds * 2 ** (attempt - 1), longestPauseMilliseconds);
}
