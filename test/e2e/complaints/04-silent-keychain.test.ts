import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { replaceKeychain, startSilentBus } from "../../support/keychain.ts";
import { hasWritten } from "../../support/wish.ts";

const apiUrl = "http://127.0.0.1:9/wish-list-service";

const it = base
  .extend("bus", { scope: "file" }, async ({}, { onCleanup }) => {
    const bus = await startSilentBus();
    onCleanup(() => bus[Symbol.asyncDispose]());
    return bus;
  })
  .extend("environment", ({ bus }) => ({ WISH_CREDENTIAL_STORE: "keychain", DBUS_SESSION_BUS_ADDRESS: bus.address }));

it.beforeEach(async ({ wish }) => {
  await mkdir(wish.configFolder, { recursive: true });
  const session = { name: "Ada", store: "keychain", accessTokenExpiresAt: "2999-01-01T00:00:00.000Z" };
  await writeFile(join(wish.configFolder, "sessions.json"), JSON.stringify({ [apiUrl]: session }));
});

describe.skipIf(process.platform !== "linux")("complaint 4: a locked keychain hangs, or reads as signed out", () => {
  // Each waits for four seconds.
  it.concurrent.for([["token"], ["login"], ["logout"], ["add", "--name", "Tea"]])(
    "wish %s gives up after four seconds off a terminal, and does not take it for signed out",
    async (args, { wish, environment, expect }) => {
      const result = await wish.run([...args, "--api", apiUrl], { environment });
      expect(result).toMatchObject({ exitCode: 4, stdout: "" });
      // A machine without libsecret has no keychain that could be silent.
      expect(result.stderr).toMatch(/cannot be used: (it did not answer within 4 seconds|libsecret)/u);
      expect(result.stderr).not.toContain("not signed in");
    },
  );

  it("what needs no keychain does not wait for it", async ({ wish, environment }) => {
    expect(await wish.run(["status", "--api", apiUrl], { environment })).toMatchObject({ exitCode: 0 });
  });

  it("a terminal says what it waits for, and ctrl-C ends the waiting", async ({ wish, environment }) => {
    await replaceKeychain(wish, "for (;;);");
    const program = wish.startInTerminal(["token", "--api", apiUrl], { environment });
    const end = finished(program);
    await hasWritten(program, "Waiting for the keychain to be unlocked");
    program.stdin.write("\u0003");
    expect(await end).toMatchObject({ exitCode: 130 });
  });
});
