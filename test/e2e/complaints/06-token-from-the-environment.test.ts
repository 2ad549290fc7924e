import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";
import { unsignedToken } from "../../support/token.ts";

const it = base.extend<{ run(args: string[], token: string): Promise<Finished> }>({
  run: ({ wish, stack }, use) =>
    use((args, token) => wish.run([...args, "--api", stack.apiUrl], { environment: { WISH_TOKEN: token } })),
});

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

describe("complaint 6: a token in the environment wins in silence, and blocks the login", () => {
  it.for(["something else", "op://vault/item\n\u0007", unsignedToken({ exp: 1 })])(
    "signing in works whatever is in it",
    async (token, { wish, stack }) => {
      const result = await signIn(wish, stack.apiUrl, { environment: { WISH_TOKEN: token } });
      expect(result.exitCode).toBe(0);
      expect(result.stderr).toContain("WISH_TOKEN is set and takes precedence over this session.");
      // Without it, the session is there.
      expect(await wish.run(["add", "--name", "Tea", "--duplicate", "--api", stack.apiUrl])).toMatchObject({
        exitCode: 0,
      });
    },
  );

  it("it goes before the session, and a refusal says so and why", async ({ wish, stack, run }) => {
    await signIn(wish, stack.apiUrl);
    const token = unsignedToken({ iss: stack.issuerUrl, aud: "https://another-api", exp: inAnHour() });
    const result = await run(["add", "--name", "Coffee"], token);
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain("The API refused the token from WISH_TOKEN: ");
    expect(result.stderr).toContain(`This token is for https://another-api, the API wants ${stack.audience}.`);
    expect(result.stderr).toContain("Set WISH_TOKEN to a token that this API takes, or unset it.");
    expect(result.stderr).not.toContain(token);
  });

  it("an expired one is called that, by its own time", async ({ run }) => {
    const result = await run(["add", "--name", "Coffee"], unsignedToken({ exp: 1 }));
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("This token ended at 1970-01-01 00:00.");
  });

  it("status and logout name it", async ({ run }) => {
    const token = unsignedToken({ exp: inAnHour() });
    expect((await run(["status"], token)).stdout).toContain("The token is the one in WISH_TOKEN.");
    expect((await run(["logout"], token)).stderr).toContain("WISH_TOKEN is set and still signs you in.");
  });

  it.for([
    ["abc", "It is not a JWT, and the API accepts nothing else."],
    [unsignedToken({ exp: 1 }), "This token ended at 1970-01-01 00:00."],
  ] as const)("status does not call it a sign-in where it cannot be one: %s", async ([token, reason], { run }) => {
    const result = await run(["status"], token);
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain(`wish: The API will refuse the token from WISH_TOKEN.\n${reason}\n`);
    expect(result.stderr).toContain("Set WISH_TOKEN to a token that this API takes, or unset it.");
    expect(JSON.parse((await run(["status", "--json"], token)).stdout)).toMatchObject({ signedIn: false });
  });

  it("what needs no token does not look at it", async ({ run }) => {
    expect(await run(["list"], "no token")).toMatchObject({ exitCode: 0 });
  });
});
