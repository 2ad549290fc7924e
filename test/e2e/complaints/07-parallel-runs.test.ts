import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, inject } from "vitest";

import { finished } from "../../support/finished.ts";
import { it } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";
import { skippedFor } from "../../support/skipping.ts";
import type { Wish } from "../../support/wish.ts";

const count = 16;

/** Makes every remembered access token one that has run out. */
async function expireTokens(wish: Wish): Promise<void> {
  const path = join(wish.configFolder, "sessions.json");
  const sessions = JSON.parse(await readFile(path, "utf8")) as Record<string, object>;
  for (const session of Object.values(sessions)) Object.assign(session, { accessTokenExpiresAt: new Date(0) });
  await writeFile(path, JSON.stringify(sessions), { mode: 0o600 });
}

/** Adds so many wishes at once, as a person would in a shell. */
function addAtOnce(wish: Wish, apiUrl: string, environment: Record<string, string>) {
  const program = `"${process.execPath}" "${join(wish.folder, "wish.js")}"`;
  const script = `seq ${count} | xargs -P ${count} -I{} ${program} add --debug --duplicate --name "Wish {}" --api ${apiUrl}`;
  return finished(
    spawn("sh", ["-c", script], {
      env: { PATH: process.env["PATH"], WISH_CONFIG_DIR: wish.configFolder, ...environment },
      stdio: "pipe",
    }),
  );
}

const stores: [string, Record<string, string>, string | undefined][] = [
  ["file", {}, undefined],
  [
    "keychain",
    { DBUS_SESSION_BUS_ADDRESS: process.env["DBUS_SESSION_BUS_ADDRESS"] ?? "" },
    inject("reasonForNoKeychain"),
  ],
];

describe("complaint 7: parallel runs log each other out", () => {
  describe.for(stores)("with the tokens in the %s", ([store, variables, whyNot]) => {
    const environment = { ...variables, WISH_CREDENTIAL_STORE: store };

    it(
      `${count} at once renew the session once, and stay signed in`,
      { timeout: 120_000, ...skippedFor(whyNot) },
      async ({ wish, stack }) => {
        expect(await signIn(wish, stack.apiUrl, { environment })).toMatchObject({ exitCode: 0 });
        await expireTokens(wish);
        const result = await addAtOnce(wish, stack.apiUrl, environment);
        expect(result.exitCode).toBe(0);
        expect(new Set(result.stdout.trim().split("\n")).size).toBe(count);
        expect(result.stderr.match(/^POST \S+ \S*\/token /gmu)).toHaveLength(1);
        const check = await wish.run(["status", "--check", "--api", stack.apiUrl], { environment });
        expect(check).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Checked just now") as string });
        await wish.run(["logout", "--api", stack.apiUrl], { environment });
      },
    );
  });

  it("a session that another run has renewed meanwhile is not taken for dead", async ({ wish, api, issuer }) => {
    issuer.script.accessTokenSeconds = 0;
    await wish.run(["login", "--api", api.apiUrl]);
    const path = join(wish.configFolder, "credentials.json");
    // As if without a lock: while the issuer says no to the old token, the new one is stored.
    issuer.script.onRefresh = async () => {
      const newer = { [api.apiUrl]: { accessToken: "access-newer", refreshToken: "refresh-newer" } };
      await writeFile(path, JSON.stringify(newer), { mode: 0o600 });
      return { status: 403, body: { error: "invalid_grant" } };
    };
    expect(await wish.run(["token", "--api", api.apiUrl])).toMatchObject({ exitCode: 0, stdout: "access-newer\n" });
    expect(await readFile(path, "utf8")).toContain("refresh-newer");
  });
});
