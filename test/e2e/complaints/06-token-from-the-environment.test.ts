import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";
import { unsignedToken } from "../../support/token.ts";
import { signInBuilt } from "../../support/sign-in-built.ts";

let wish: Wish;
let stack: LocalStack;

beforeAll(async () => {
  wish = await buildWish();
  stack = await startLocalStack({ port: 0, issuerPort: 0, storage: "memory", pollIntervalSeconds: 1 });
});
afterAll(async () => {
  await stack.close();
  await wish[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await wish.run(["logout", "--api", stack.apiUrl]);
});

const run = (args: string[], token: string) =>
  wish.run([...args, "--api", stack.apiUrl], { environment: { WISH_TOKEN: token } });

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

describe("complaint 6: a token in the environment wins in silence, and blocks the login", () => {
  test.each(["something else", "op://vault/item\n\u0007", unsignedToken({ exp: 1 })])(
    "signing in works whatever is in it",
    async (token) => {
      const result = await signInBuilt(wish, stack.apiUrl, { WISH_TOKEN: token });
      expect(result.exitCode).toBe(0);
      expect(result.stderr).toContain("WISH_TOKEN is set and takes precedence over this session.");
      // Without it, the session is there.
      expect(await wish.run(["add", "--name", "Tea", "--api", stack.apiUrl])).toMatchObject({ exitCode: 0 });
    },
  );

  test("it goes before the session, and a refusal says so and why", async () => {
    await signInBuilt(wish, stack.apiUrl);
    const token = unsignedToken({ iss: stack.issuerUrl, aud: "https://another-api", exp: inAnHour() });
    const result = await run(["add", "--name", "Tea"], token);
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain("The API refused the token from WISH_TOKEN: ");
    expect(result.stderr).toContain(`This token is for https://another-api, the API wants ${stack.audience}.`);
    expect(result.stderr).toContain("Set WISH_TOKEN to a token that this API takes, or unset it.");
    expect(result.stderr).not.toContain(token);
  });

  test("an expired one is called that, by its own time", async () => {
    const result = await run(["add", "--name", "Tea"], unsignedToken({ exp: 1 }));
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("This token ended at 1970-01-01 00:00.");
  });

  test("status and logout name it", async () => {
    const token = unsignedToken({ exp: inAnHour() });
    expect((await run(["status"], token)).stdout).toContain("The token is the one in WISH_TOKEN.");
    expect((await run(["logout"], token)).stderr).toContain("WISH_TOKEN is set and still signs you in.");
  });

  test("what needs no token does not look at it", async () => {
    expect(await run(["list"], "no token")).toMatchObject({ exitCode: 0 });
  });
});
