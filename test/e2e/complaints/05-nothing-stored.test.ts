import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import { useKeychain } from "../../support/fake-keychain.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let issuer: TestIssuer;
let api: TestApi;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer();
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const login = () => wish.run(["login", "--api", api.apiUrl], { environment: { WISH_CREDENTIAL_STORE: "keychain" } });

describe("complaint 5: signed in, says the login, and yet nothing is stored", () => {
  test("a keychain that may not ask, as over ssh on macOS, is found out before anybody signs in", async () => {
    await useKeychain(wish, `return { ok: false, reason: "User interaction is not allowed." };`);
    const result = await login();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The keychain cannot be used: User interaction is not allowed.");
    expect(result.stderr).toContain("security unlock-keychain");
    expect(issuer.received).toEqual([]);
  });

  test("a keychain that forgets what it is told is no success", async () => {
    // It passes the trial in front of the sign-in, and loses the tokens.
    await useKeychain(
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
