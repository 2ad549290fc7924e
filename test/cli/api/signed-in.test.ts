import { expect, it } from "vitest";

import { shareTokens } from "../../../cli/api/signed-in.ts";
import type { AccessToken } from "../../../cli/auth/session.ts";

/** Credentials from a session that counts what it is asked for. */
function countingCredentials(now: () => number) {
  const asked = { tokens: 0, renewals: 0 };
  const token = (): AccessToken => ({ value: `token-${asked.tokens + asked.renewals}`, origin: "the keychain" });
  const sessions = {
    async accessToken() {
      asked.tokens += 1;
      return token();
    },
    async renew() {
      asked.renewals += 1;
      return token();
    },
  };
  return { asked, shared: shareTokens(sessions, "https://api.example/wish-list-service", now) };
}

it("asks the session once for many requests, and again after ten seconds", async () => {
  let now = 0;
  const { asked, shared } = countingCredentials(() => now);
  await Promise.all(Array.from({ length: 8 }, () => shared.accessToken()));
  now = 9_999;
  await shared.accessToken();
  expect(asked.tokens).toBe(1);
  now = 10_000;
  await shared.accessToken();
  expect(asked.tokens).toBe(2);
});

it("renews once for all requests that were refused with the same token", async () => {
  const { asked, shared } = countingCredentials(() => 0);
  const refused = await shared.accessToken();
  const renewed = await Promise.all(Array.from({ length: 8 }, () => shared.renew(refused)));
  expect(asked.renewals).toBe(1);
  await shared.renew(renewed[0]!);
  expect(asked.renewals).toBe(2);
});
