import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type SilentBus, startSilentBus, useKeychain } from "../../support/fake-keychain.ts";
import { finished } from "../../support/finished.ts";
import { buildWish, hasWritten, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let bus: SilentBus;

const apiUrl = "http://127.0.0.1:9/wish-list-service";

beforeAll(async () => {
  wish = await buildWish();
  bus = await startSilentBus();
});
afterAll(async () => {
  await bus[Symbol.asyncDispose]();
  await wish[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await mkdir(wish.configFolder, { recursive: true });
  const session = { name: "Ada", store: "keychain", accessTokenExpiresAt: "2999-01-01T00:00:00.000Z" };
  await writeFile(join(wish.configFolder, "sessions.json"), JSON.stringify({ [apiUrl]: session }));
});

const environment = () => ({ WISH_CREDENTIAL_STORE: "keychain", DBUS_SESSION_BUS_ADDRESS: bus.address });

const run = (...args: string[]) => wish.run([...args, "--api", apiUrl], { environment: environment() });

describe.skipIf(process.platform !== "linux")("complaint 4: a locked keychain hangs, or reads as signed out", () => {
  test.each([["token"], ["login"], ["logout"], ["add", "--name", "Tea"]])(
    "wish %s gives up after four seconds off a terminal, and does not take it for signed out",
    async (...args) => {
      const result = await run(...args);
      expect(result).toMatchObject({ exitCode: 4, stdout: "" });
      // A machine without libsecret has no keychain that could be silent.
      expect(result.stderr).toMatch(/cannot be used: (it did not answer within 4 seconds|libsecret)/u);
      expect(result.stderr).not.toContain("not signed in");
    },
  );

  test("what needs no keychain does not wait for it", async () => {
    expect(await run("status")).toMatchObject({ exitCode: 0 });
  });

  test("a terminal says what it waits for, and ctrl-C ends the waiting", async () => {
    await useKeychain(wish, "for (;;);");
    const program = wish.startInTerminal(["token", "--api", apiUrl], { environment: environment() });
    const end = finished(program);
    await hasWritten(program, "Waiting for the keychain to be unlocked");
    program.stdin.write("\u0003");
    expect(await end).toMatchObject({ exitCode: 130 });
  });
});
