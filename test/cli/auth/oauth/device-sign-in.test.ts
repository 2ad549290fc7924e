import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { signInByDevice } from "../../../../cli/auth/oauth/device-sign-in.ts";
import type { Send } from "../../../../cli/http/message.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "Date"] }));
afterEach(() => vi.useRealTimers());

interface Options {
  interval?: number;
  issuer?: string;
  audience?: string;
}

interface Poll {
  status: number;
  body: object;
}

const pending: Poll = { status: 403, body: { error: "authorization_pending" } };
const slowDown: Poll = { status: 429, body: { error: "slow_down" } };
const approved: Poll = { status: 200, body: { access_token: "a", token_type: "Bearer", expires_in: 60 } };

/** Signs in with an issuer that answers so; gives the seconds between its polls, and what was sent to it. */
async function signIn(
  polls: Poll[],
  { interval, issuer = "https://issuer.example/", audience = "aud" }: Options = {},
): Promise<{ pauses: number[]; sent: URLSearchParams[] }> {
  const remaining = [...polls];
  let last = Date.now();
  const pauses: number[] = [];
  const sent: URLSearchParams[] = [];
  const answers: Record<string, object> = {
    "/.well-known/openid-configuration": {
      issuer,
      token_endpoint: `${issuer}oauth/token`,
      device_authorization_endpoint: `${issuer}oauth/device/code`,
    },
    "/oauth/device/code": {
      device_code: "d",
      user_code: "u",
      verification_uri: `${issuer}activate`,
      expires_in: 900,
      interval,
    },
  };
  const send: Send = async ({ url, body: form }) => {
    if (form !== undefined) sent.push(new URLSearchParams(form));
    const path = new URL(url).pathname;
    const headers = { "content-type": "application/json" };
    if (path !== "/oauth/token") return { status: 200, headers, body: JSON.stringify(answers[path]) };
    pauses.push((Date.now() - last) / 1000);
    last = Date.now();
    const { status, body } = remaining.shift()!;
    return { status, headers, body: JSON.stringify(body) };
  };
  const settings = { issuer, clientId: "client", audience, scopes: [] };
  await Promise.all([
    signInByDevice({ settings, send, poll: send, now: Date.now, show: () => () => {} }),
    vi.advanceTimersByTimeAsync(120_000),
  ]);
  return { pauses, sent };
}

async function pausesBetween(polls: Poll[], interval?: number): Promise<number[]> {
  return (await signIn(polls, interval === undefined ? {} : { interval })).pauses;
}

it("polls at the issuer's interval, and every five seconds without one", async () => {
  expect(await pausesBetween([pending, pending, approved], 7)).toEqual([7, 7, 7]);
  expect(await pausesBetween([pending, approved])).toEqual([5, 5]);
});

it("keeps the longer interval after slow_down, and adds to it after another", async () => {
  const polls = [slowDown, pending, pending, slowDown, pending, approved];
  expect(await pausesBetween(polls, 5)).toEqual([5, 10, 10, 10, 15, 15]);
});

it.each([
  ["https://api.wishes.org", "https://login.wishes.org/", "https://api.wishes.org"],
  ["urn:wishes", "https://login.wishes.org/", "urn:wishes"],
  ["wishes", "https://login.wishes.org/", null],
  ["https://api.wishes.org/#1", "https://login.wishes.org/", null],
  ["https://api.wishes.org", "https://my-wishes.eu.auth0.com/", null],
  ["https://api.wishes.org", "https://auth0.com.wishes.org/", "https://api.wishes.org"],
])("asks for the audience %s at %s as the resource %s", async (audience, issuer, resource) => {
  const { sent } = await signIn([approved], { audience, issuer });
  expect(sent.map((parameters) => parameters.get("resource"))).toEqual([resource, resource]);
  expect(sent[0]?.get("audience")).toBe(audience);
});
