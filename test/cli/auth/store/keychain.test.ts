import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createKeychain } from "../../../../cli/auth/store/keychain.ts";
import { createKeychainStore } from "../../../../cli/auth/store/keychain-store.ts";
import { reasonForNoKeychain } from "../../../support/keychain.ts";
import { startApi } from "../../../support/api.ts";
import { startIssuer } from "../../../support/scripted-issuer.ts";
import { buildWish, type Wish } from "../../../support/built-wish.ts";

const noKeychain = await reasonForNoKeychain();

let wish: Wish;
let folder: string;

beforeAll(async () => {
  wish = await buildWish();
  folder = await mkdtemp(join(tmpdir(), "wish-keychain-"));
});
afterAll(async () => {
  await wish[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A keychain whose program is this text. */
async function keychainOf(program: string, deadlineMilliseconds = 10_000) {
  const path = join(folder, `${randomUUID()}.mjs`);
  await writeFile(path, program);
  let waited = false;
  const keychain = createKeychain({
    program: pathToFileURL(path),
    variables: { PATH: process.env["PATH"], WISH_TOKEN: "secret" },
    deadlineMilliseconds,
    onWaiting: () => (waited = true),
  });
  return { store: createKeychainStore(keychain), hasWaited: () => waited };
}

const unavailable = (reason: RegExp) =>
  expect.objectContaining({ code: "keychain_unavailable", message: expect.stringMatching(reason) as string });

describe("the way to the keychain", () => {
  test("gives up on a keychain that never answers, even one that blocks its process", async () => {
    const { store } = await keychainOf(`process.on("message", () => { for (;;); });`, 300);
    await expect(store.read("api")).rejects.toEqual(unavailable(/did not answer within 0.3 seconds/u));
  });

  test("tells a helper that dies from an empty keychain", async () => {
    const { store } = await keychainOf(`process.on("message", () => process.exit(3));`);
    await expect(store.read("api")).rejects.toEqual(unavailable(/ended early \(3\)/u));
  });

  test("passes the reason of the keychain on", async () => {
    const { store } = await keychainOf(
      `process.on("message", () => process.send({ ok: false, reason: "it is locked" }));`,
    );
    await expect(store.probe()).rejects.toEqual(unavailable(/cannot be used: it is locked/u));
  });

  test("does not take a keychain for good that gives nothing back", async () => {
    const { store } = await keychainOf(
      `process.on("message", ({ operations }) => process.send({ ok: true, values: operations.map(() => null) }));`,
    );
    await expect(store.probe()).rejects.toEqual(unavailable(/does not give back/u));
    await expect(store.write("api", { accessToken: "a" })).rejects.toEqual(unavailable(/does not give back/u));
  });

  test("tells a locked keychain, which reads as if it were empty, from an empty one", async () => {
    const { store } = await keychainOf(`process.on("message", ({ operations }) =>
      process.send(operations.some(({ operation }) => operation === "set")
        ? { ok: false, reason: "locked collection" }
        : { ok: true, values: operations.map(() => null) }));`);
    await expect(store.read("api")).rejects.toEqual(unavailable(/locked collection/u));
  });

  test("keeps secrets out of the helper's arguments and environment", async () => {
    const { store } = await keychainOf(
      `process.on("message", () => process.send({ ok: false, reason: JSON.stringify([process.argv.length, process.env]) }));`,
    );
    const failure = await store.write("api", { accessToken: "canary" }).catch((error: unknown) => String(error));
    expect(failure).toContain("[2,");
    expect(failure).not.toMatch(/canary|secret/u);
  });
});

const secretTool = (...args: string[]) => promisify(execFile)("secret-tool", args);

/** What the Secret Service of Linux holds, seen from outside the program. */
async function inSecretService(): Promise<string> {
  const { stdout, stderr } = await secretTool("search", "--all", "service", "wish");
  return stdout + stderr;
}

if (noKeychain) process.stderr.write(`Skipped for want of a keychain: ${noKeychain}\n`);

describe.skipIf(noKeychain || process.platform !== "linux")(
  `a real keychain${noKeychain ? ` (skipped: ${noKeychain})` : ""}`,
  () => {
    // The bus of the session is how the keychain is found.
    const environment = {
      DBUS_SESSION_BUS_ADDRESS: process.env["DBUS_SESSION_BUS_ADDRESS"] ?? "",
      WISH_CREDENTIAL_STORE: "keychain",
    };

    test("holds the tokens of a sign-in in two entries, and nothing on disk does", async () => {
      await using issuer = await startIssuer();
      await using api = await startApi(issuer.issuer);
      const run = (...args: string[]) => wish.run([...args, "--api", api.apiUrl], { environment });

      expect(await run("login")).toMatchObject({ exitCode: 0 });
      expect(await run("token")).toMatchObject({ exitCode: 0, stdout: "access-1\n" });
      expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0, stdout: "new\n" });
      for (const file of await readdir(wish.configFolder)) {
        expect(await readFile(join(wish.configFolder, file), "utf8")).not.toMatch(/access-1|refresh-1/u);
      }
      expect(await inSecretService()).toContain(`access-token ${api.apiUrl}`);
      expect(await inSecretService()).toContain(`refresh-token ${api.apiUrl}`);

      expect(await run("logout")).toMatchObject({ exitCode: 0 });
      expect(await run("token")).toMatchObject({ exitCode: 4 });
    });

    test("that has lost the tokens asks to sign in again", async () => {
      await using issuer = await startIssuer();
      await using api = await startApi(issuer.issuer);
      const run = (...args: string[]) => wish.run([...args, "--api", api.apiUrl], { environment });
      await run("login");
      await secretTool("clear", "service", "wish", "account", `access-token ${api.apiUrl}`);
      const result = await run("token");
      expect(result.exitCode).toBe(4);
      expect(result.stderr).toContain("You are not signed in");
    });
  },
);
