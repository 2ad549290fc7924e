import { describe, expect } from "vitest";

import { metadataPath } from "../../../service/contract.ts";
import { startApi } from "../../support/api.ts";
import { it as base } from "../../support/fixtures.ts";

/** `hostile` has copied all that the metadata of `api` says, and calls itself by its own address. */
const it = base.extend("hostile", async ({ issuer }, { onCleanup }) => {
  const hostile = await startApi(issuer.issuer);
  onCleanup(async () => hostile[Symbol.asyncDispose]());
  return hostile;
});

const codeRequests = (received: { path: string }[]) => received.filter(({ path }) => path === "/oauth/device/code");

describe("an API that wants the tokens of another one", () => {
  it("is refused by init while the other one is remembered, or has a session", async ({
    wish,
    api,
    hostile,
    issuer,
  }) => {
    await wish.run(["init", api.origin]);
    const refused = await wish.run(["init", hostile.origin]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toBe(
      `wish: ${hostile.apiUrl} wants tokens that ${api.apiUrl} takes as well.
It could use yours there: both want tokens of ${issuer.issuer} for https://audience.
If both are the same API, or you trust both, add --allow-audience.
`,
    );

    await using third = await startApi(issuer.issuer);
    third.audience = "https://another";
    await wish.run(["login"]);
    await wish.run(["init", third.origin]);
    expect(await wish.run(["init", hostile.origin])).toMatchObject({ exitCode: 2 });
  });

  it("gets no sign-in either where init was never run", async ({ wish, api, hostile, issuer }) => {
    const login = (...args: string[]) => wish.run(["login", ...args]);
    expect(await login("--api", api.apiUrl)).toMatchObject({ exitCode: 0 });
    expect(await login("--api", hostile.apiUrl)).toMatchObject({ exitCode: 2 });
    expect(codeRequests(issuer.received)).toHaveLength(1);
    expect(await login("--api", hostile.apiUrl, "--allow-audience")).toMatchObject({ exitCode: 0 });
  });

  it("is refused when the audience is the address of an API that wants the same", async ({ wish, api, hostile }) => {
    api.audience = hostile.audience = api.origin;
    expect(await wish.run(["init", hostile.origin])).toMatchObject({ exitCode: 2 });
    expect(api.received).toContainEqual(expect.objectContaining({ path: metadataPath }));
    expect(await wish.run(["init", api.origin])).toMatchObject({ exitCode: 0 });
  });

  it("can be let in, and is then named by doctor", async ({ wish, api, hostile, issuer }) => {
    await wish.run(["init", api.origin]);
    await wish.run(["login"]);
    const { exitCode, stderr } = await wish.run(["init", hostile.origin, "--allow-audience"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`Sign-in is with ${issuer.issuer} for https://audience.`);
    expect((await wish.run(["doctor"])).stdout).toMatch(
      new RegExp(`shared token +${api.apiUrl} takes the same tokens`, "u"),
    );
  });
});
