import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, inject } from "vitest";

import { createKeychainStore } from "../../../../cli/auth/store/keychain-store.ts";
import { createKeychain } from "../../../../cli/auth/store/keychain.ts";
import { it } from "../../../support/fixtures.ts";
import { skippedFor } from "../../../support/skipping.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-keychain-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A keychain whose program is this text. */
async function keychainOf(program: string, deadlineMilliseconds = 10_000) {
  const path = join(folder, `${randomUUID()}.mjs`);
  await writeFile(path, program);
  let waited = false;
  const keychain = createKeychain({
    program: path,
    variables: { PATH: process.env["PATH"] },
    deadlineMilliseconds,
    onWaiting: () => (waited = true),
  });
  return { store: createKeychainStore(keychain), hasWaited: () => waited };
}

const unavailable = (reason: RegExp) =>
  expect.objectContaining({ code: "keychain_unavailable", message: expect.stringMatching(reason) as string });

describe("the way to the keychain", () => {
  it("gives up on a keychain that never answers, even one that blocks its process", async () => {
    const { store } = await keychainOf(`process.on("message", () => { for (;;); });`, 300);
    await expect(store.read("api")).rejects.toEqual(unavailable(/did not answer within 0.3 seconds/u));
  });

  it("tells a helper that dies from an empty keychain", async () => {
    const { store } = await keychainOf(`process.on("message", () => process.exit(3));`);
    await expect(store.read("api")).rejects.toEqual(unavailable(/ended early \(3\)/u));
  });

  it("passes the reason of the keychain on", async () => {
    const { store } = await keychainOf(
      `process.on("message", () => process.send({ ok: false, reason: "it is locked" }));`,
    );
    await expect(store.probe()).rejects.toEqual(unavailable(/cannot be used: it is locked/u));
  });

  it("does not take a keychain for good that gives nothing back", async () => {
    const { store } = await keychainOf(
      `process.on("message", ({ operations }) => process.send({ ok: true, values: operations.map(() => null) }));`,
    );
    await expect(store.probe()).rejects.toEqual(unavailable(/does not give back/u));
    await expect(store.write("api", { accessToken: "a" })).rejects.toEqual(unavailable(/does not give back/u));
  });

  it("tells a locked keychain, which reads as if it were empty, from an empty one", async () => {
    const { store } = await keychainOf(`process.on("message", ({ operations }) =>
      process.send(operations.some(({ operation }) => operation === "set")
        ? { ok: false, reason: "locked collection" }
        : { ok: true, values: operations.map(() => null) }));`);
    await expect(store.read("api")).rejects.toEqual(unavailable(/locked collection/u));
  });

  it("keeps tokens out of the helper's arguments and environment", async () => {
    const { store } = await keychainOf(
      `process.on("message", () => process.send({ ok: false, reason: JSON.stringify([process.argv.length, process.env]) }));`,
    );
    const failure = await store.write("api", { accessToken: "canary" }).catch((error: unknown) => String(error));
    expect(failure).toContain("[2,");
    expect(failure).not.toContain("canary");
  });
});

const secretTool = (...args: string[]) => promisify(execFile)("secret-tool", args);

/** What the Secret Service of Linux holds, seen from outside the program. */
async function inSecretService(): Promise<string> {
  const { stdout, stderr } = await secretTool("search", "--all", "service", "wish");
  return stdout + stderr;
}

// The bus of the session is how the keychain is found.
const environment = {
  DBUS_SESSION_BUS_ADDRESS: process.env["DBUS_SESSION_BUS_ADDRESS"] ?? "",
  WISH_CREDENTIAL_STORE: "keychain",
};

const whyNot = process.platform === "linux" ? inject("reasonForNoKeychain") : "secret-tool is of Linux";

describe("a real keychain", skippedFor(whyNot), () => {
  it("holds the tokens of a sign-in in two entries, and nothing on disk does", async ({ wish, api }) => {
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

  it("that has lost the tokens asks to sign in again", async ({ wish, api }) => {
    const run = (...args: string[]) => wish.run([...args, "--api", api.apiUrl], { environment });
    await run("login");
    await secretTool("clear", "service", "wish", "account", `access-token ${api.apiUrl}`);
    const result = await run("token");
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("You are not signed in");
  });
});
