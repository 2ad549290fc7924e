import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { replaceKeychain } from "../../support/keychain.ts";

const it = base.extend<{ login(): Promise<Finished> }>({
  login: ({ wish, api }, use) =>
    use(() => wish.run(["login", "--api", api.apiUrl], { environment: { WISH_CREDENTIAL_STORE: "keychain" } })),
});

describe("complaint 5: signed in, says the login, and yet nothing is stored", () => {
  it("a keychain that may not ask, as over ssh on macOS, is found out before anybody signs in", async ({
    wish,
    issuer,
    login,
  }) => {
    await replaceKeychain(wish, `return { ok: false, reason: "User interaction is not allowed." };`);
    const result = await login();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The keychain cannot be used: User interaction is not allowed.");
    expect(result.stderr).toContain("security unlock-keychain");
    expect(issuer.received).toEqual([]);
  });

  it("a keychain that forgets what it is told is no success", async ({ wish, api, login }) => {
    // It passes the trial in front of the sign-in, and loses the tokens.
    await replaceKeychain(
      wish,
      `const probe = operations.find(({ account }) => account === "probe");
       return { ok: true, values: operations.map(({ operation }) => operation === "get" ? probe?.secret ?? null : null) };`,
    );
    const result = await login();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("it does not give back what it was given");
    expect(result.stderr).not.toContain("Signed in");
    expect(await wish.run(["status", "--api", api.apiUrl])).toMatchObject({ exitCode: 4 });
  });
});
