import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let issuer: TestIssuer;
let api: TestApi;

beforeAll(async () => {
  wish = await buildWish();
  issuer = await startIssuer();
  api = await startApi(issuer.issuer);
});
afterAll(async () => {
  for (const each of [wish, api, issuer]) await each[Symbol.asyncDispose]();
});

const run = (args: string[], environment: Record<string, string> = {}) =>
  wish.run([...args, "--api", api.apiUrl], { environment });

const noKeychain = { WISH_CREDENTIAL_STORE: "", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };

describe("complaint 3: tokens end up in plain text without a question", () => {
  test.skipIf(process.platform !== "linux")("no keychain is a failure, and nothing is written", async () => {
    const result = await run(["login"], noKeychain);
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain("The keychain cannot be used:");
    expect(result.stderr).toContain("WISH_CREDENTIAL_STORE=file, which keeps the tokens in a file");
    expect(await readdir(wish.configFolder).catch(() => [])).toEqual([]);
    expect(issuer.received).toEqual([]);
  });

  test("status keeps saying where the tokens are", async () => {
    await run(["login"], { WISH_CREDENTIAL_STORE: "file" });
    const path = join(wish.configFolder, "credentials.json");
    const { stdout } = await run(["status"], noKeychain);
    expect(stdout).toContain(`The tokens are in ${path}, which only you can read.`);
    expect(JSON.parse((await run(["status", "--json"])).stdout)).toMatchObject({ source: "file", file: path });
  });
});
