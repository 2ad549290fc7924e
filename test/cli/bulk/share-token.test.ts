import { expect, test } from "vitest";

import type { AccessToken, Session } from "../../../cli/auth/session.ts";
import { shareToken } from "../../../cli/bulk/share-token.ts";
import { Failure } from "../../../cli/failure.ts";

/** A session that counts what it is asked for. */
function countingSession() {
  const asked = { tokens: 0, renewals: 0 };
  const token = (): AccessToken => ({ value: `token-${asked.tokens + asked.renewals}`, origin: "the keychain" });
  const session: Session = {
    async accessToken() {
      asked.tokens += 1;
      return token();
    },
    async renew() {
      asked.renewals += 1;
      return token();
    },
    refusal: async () => new Failure("unauthorized", "No."),
  };
  return { asked, session };
}

test("asks the session once for many requests, and again after ten seconds", async () => {
  const { asked, session } = countingSession();
  let now = 0;
  const shared = shareToken(session, () => now);
  await Promise.all(Array.from({ length: 8 }, () => shared.accessToken()));
  now = 9_999;
  await shared.accessToken();
  expect(asked.tokens).toBe(1);
  now = 10_000;
  await shared.accessToken();
  expect(asked.tokens).toBe(2);
});

test("renews once for all requests that were refused with the same token", async () => {
  const { asked, session } = countingSession();
  const shared = shareToken(session, () => 0);
  const refused = await shared.accessToken();
  const renewed = await Promise.all(Array.from({ length: 8 }, () => shared.renew(refused)));
  expect(asked.renewals).toBe(1);
  await shared.renew(renewed[0]!);
  expect(asked.renewals).toBe(2);
});
