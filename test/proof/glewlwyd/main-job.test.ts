import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect } from "vitest";

import { localSettings } from "../../../infra/settings.ts";
import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { type Glewlwyd, reasonForNoGlewlwyd, startGlewlwyd } from "../../support/glewlwyd.ts";
import { type LocalStackProcess, startLocalStackProcess } from "../../support/local-stack-process.ts";
import { changeSession } from "../../support/session.ts";
import { signIn } from "../../support/sign-in.ts";
import { skippedFor } from "../../support/skipping.ts";

let glewlwyd: Glewlwyd;
let stack: LocalStackProcess;
let apiUrl: string;

interface Fixtures {
  login(): Promise<Finished>;
  add(name: string): Promise<Finished>;
  /** Makes the access token one that has ended. */
  expire(): Promise<void>;
  refreshToken(): Promise<string>;
}

const it = base.extend<Fixtures>({
  login: ({ wish }, use) => use(() => signIn(wish, stack.apiUrl, {}, (address) => glewlwyd.approve(address))),
  add: ({ wish }, use) => use((name) => wish.run(["add", "--name", name, "--api", stack.apiUrl])),
  expire: ({ wish }, use) =>
    use(() =>
      changeSession(wish, apiUrl, (session) => {
        session.accessTokenExpiresAt = new Date(0).toISOString();
      }),
    ),
  refreshToken: ({ wish }, use) =>
    use(async () => {
      const text = await readFile(join(wish.configFolder, "credentials.json"), "utf8");
      return /"refreshToken":\s*"([^"]+)"/u.exec(text)?.[1] ?? "";
    }),
});

describe("glewlwyd, an issuer that is not shaped like Auth0", skippedFor(reasonForNoGlewlwyd()), () => {
  beforeAll(async () => {
    const { audience } = localSettings;
    glewlwyd = await startGlewlwyd(audience);
    const { issuer, clientId } = glewlwyd;
    const flags = ["--issuer", issuer, "--client-id", clientId, "--audience", audience];
    stack = await startLocalStackProcess("--port", "0", "--memory", ...flags);
    apiUrl = `${stack.apiUrl}/wish-list-service`;
  });
  afterAll(async () => {
    await stack?.stop("SIGTERM");
    await glewlwyd?.[Symbol.asyncDispose]();
  });

  it("signs in with a device code, and adds", async ({ wish, login, add }) => {
    expect(await login()).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("as Ada.") });
    expect(await add("Kite")).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await wish.run(["list", "--json=name", "--api", apiUrl])).stdout).toContain("Kite");
    expect(await wish.run(["doctor", "--api", apiUrl])).toMatchObject({ exitCode: 0 });
  });

  it("renews a session silently, with a refresh token that can be used once", async ({
    login,
    add,
    expire,
    refreshToken,
  }) => {
    await login();
    const tokens = [await refreshToken()];
    for (const day of [1, 2]) {
      await expire();
      expect(await add(`Day ${day}`)).toMatchObject({ exitCode: 0, stderr: "" });
      tokens.push(await refreshToken());
    }
    expect(new Set(tokens).size).toBe(3);
  });

  it("renews it once for all who come at the same time", async ({ login, add, expire }) => {
    await login();
    await expire();
    const added = await Promise.all(Array.from({ length: 8 }, (_, index) => add(`At once ${index}`)));
    expect(added.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(added.map(() => [0, ""]));
  });

  it("ends a session whose refresh token has been used, which it says with a bare 400", async ({
    wish,
    login,
    add,
    expire,
  }) => {
    await login();
    await expire();
    const kept = `${wish.configFolder}-kept`;
    await cp(wish.configFolder, kept, { recursive: true });
    expect(await add("Once")).toMatchObject({ exitCode: 0 });
    await cp(kept, wish.configFolder, { recursive: true });
    const { exitCode, stderr } = await add("Twice");
    expect(exitCode).toBe(4);
    expect(stderr).toBe(
      `wish: Your session with ${apiUrl} was not renewed: ${glewlwyd.issuer} answered 400.\nTry again. If that does not help, run \`wish login\`.\n`,
    );
  });

  it("revokes nothing for a client without a secret, which logging out says", async ({ wish, login, refreshToken }) => {
    await login();
    const { exitCode, stderr } = await wish.run(["logout", "--api", apiUrl]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`may still be valid at ${glewlwyd.issuer}: `);
    expect(stderr).toContain(`${glewlwyd.issuer} has not revoked the session (401).\n`);
    expect(await refreshToken()).toBe("");
  });

  it("refuses a client that may not have tokens for the API, and who can help is said", async ({ wish }) => {
    const { issuer, otherClientId } = glewlwyd;
    const flags = ["--issuer", issuer, "--client-id", otherClientId, "--audience", localSettings.audience];
    expect(await wish.run(["init", apiUrl, ...flags])).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await wish.run(["login"]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`wish: ${issuer} refuses to start a sign-in (`);
    expect(stderr).toContain(`Whoever runs the issuer can check that ${otherClientId} is a public client`);
  });
});
