import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let api: TestApi;
let issuer: TestIssuer;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer();
  api = await startApi(issuer.issuer);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const init = (...args: string[]) => wish.run(["init", ...args]);
const config = async () => JSON.parse(await readFile(join(wish.configFolder, "config.json"), "utf8")) as unknown;

describe("wish init", () => {
  test.each(["", "/", "/wish-list-service"])("takes the address of the API as host%s", async (path) => {
    expect(await init(api.origin + path)).toMatchObject({ exitCode: 0 });
    expect(await config()).toEqual({
      apiUrl: api.apiUrl,
      signIn: {
        issuer: issuer.issuer,
        clientId: "client",
        audience: "https://audience",
        scopes: ["create:wishes"],
      },
    });
  });

  test("lets the other commands go without --api", async () => {
    await init(api.origin);
    expect(await wish.run(["list", "--json"])).toMatchObject({ exitCode: 0, stdout: "[]\n" });
    expect(await wish.run(["login"])).toMatchObject({ exitCode: 0 });
  });

  test("refuses metadata about another API", async () => {
    const apiUrl = api.apiUrl;
    api.apiUrl = "https://elsewhere.example/wish-list-service";
    const result = await init(apiUrl);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(`${apiUrl} calls itself https://elsewhere.example/wish-list-service.`);
  });

  test("refuses an issuer that calls itself otherwise", async () => {
    api.issuer = issuer.origin;
    const result = await init(api.origin);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain(`${issuer.origin} calls itself ${issuer.issuer}.`);
  });

  test("refuses an issuer on plain http elsewhere", async () => {
    api.issuer = "http://issuer.example/";
    const result = await init(api.origin);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain("http://issuer.example is not https.");
  });

  test("asks for the flags where the API does not say how to sign in, and works with them", async () => {
    api.issuer = undefined;
    const result = await init(api.origin);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain("--issuer <url> --client-id <id> --audience <audience> [--scope <scopes>]");

    const flags = ["--issuer", issuer.issuer, "--client-id", "client", "--audience", "aud", "--scope", "a b"];
    expect(await init(api.origin, ...flags)).toMatchObject({ exitCode: 0 });
    expect(await wish.run(["login"])).toMatchObject({ exitCode: 0 });
    expect(await wish.run(["add", "--name", "Tea"])).toMatchObject({ exitCode: 0 });
    const request = issuer.received.find(({ path }) => path === "/oauth/device/code");
    expect(new URLSearchParams(request?.body).get("scope")).toBe("openid profile offline_access a b");
  });

  test("wants all three flags or none", async () => {
    expect(await init(api.origin, "--issuer", issuer.issuer)).toMatchObject({ exitCode: 2 });
  });
});
