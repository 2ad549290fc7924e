import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { it as base } from "../../support/fixtures.ts";
import { signIn } from "../../support/sign-in.ts";
import { unsignedToken } from "../../support/token.ts";

interface Result {
  name: string;
  isWrong: boolean;
  text: string;
  fixes: string[];
}

interface Fixtures {
  wrong(environment?: Record<string, string>): Promise<Result[]>;
}

const it = base.extend<Fixtures>({
  wrong: ({ wish }, use) =>
    use(async (environment: Record<string, string> = {}) => {
      const { stdout } = await wish.run(["doctor", "--json"], { environment });
      return (JSON.parse(stdout) as Result[]).filter(({ isWrong }) => isWrong);
    }),
});

it.beforeEach(async ({ wish, stack }) => {
  await wish.run(["init", stack.apiUrl]);
});

describe("wish doctor", () => {
  it("finds nothing wrong with somebody who is signed in, and says so on one screen", async ({ wish, stack }) => {
    await signIn(wish, stack.apiUrl);
    const { exitCode, stdout, stderr } = await wish.run(["doctor"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.trim().split("\n").length).toBeLessThanOrEqual(24);
    expect(stdout).toContain(`${stack.apiUrl}/wish-list-service (~/config/config.json)`);
    expect(stdout).toMatch(/^ok {5}config folder {3}~\/config \(WISH_CONFIG_DIR\)$/mu);
    expect(stdout).toMatch(/^ok {5}API answers {5}200 in \d+ ms$/mu);
    expect(stdout).toMatch(/^ok {5}clock {11}\d seconds (ahead of|behind) the API$/mu);
    expect(stdout).toMatch(/^ok {5}expiry {10}good until /mu);
    expect(stdout).not.toMatch(/Ada|eyJ/u);
  });

  it("says what each part of a token should be", async ({ stack, wrong }) => {
    const token = unsignedToken({ iss: "https://another/", aud: "https://another-api", scope: "openid", exp: 1 });
    const found = await wrong({ WISH_TOKEN: token });
    expect(found.map(({ name, text }) => [name, text])).toEqual([
      ["issuer", `this token is from https://another/, the API trusts ${stack.issuerUrl}`],
      ["audience", `this token is for https://another-api, the API wants ${stack.audience}`],
      ["scope", "this token lacks create:wishes and update:wishes and delete:wishes"],
      ["expiry", "this token ended at 1970-01-01 00:00"],
    ]);
    for (const { fixes } of found) expect(fixes).toEqual(["Set WISH_TOKEN to another token, or unset it."]);
  });

  it("finds a clock that is wrong", async ({ api, wrong }) => {
    api.list = () => ({
      status: 200,
      body: { Items: [], Count: 0 },
      headers: { date: new Date(Date.now() - 600_000).toUTCString() },
    });
    const found = await wrong({ WISH_API_URL: api.apiUrl });
    expect(found.find(({ name }) => name === "clock")?.text).toMatch(/^(599|600|601) seconds ahead of the API$/u);
  });

  it("finds what keeps it from the API", async ({ wrong }) => {
    const found = await wrong({ WISH_API_URL: "http://127.0.0.1:9", NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(found.find(({ name }) => name === "API answers")?.text).toContain("(ECONNREFUSED)");
    expect(found.find(({ name }) => name === "authorities")?.fixes[0]).toContain("NODE_EXTRA_CA_CERTS");
  });

  it("finds an issuer without device codes, and speaks of no other issuer", async ({ wish, api, issuer, wrong }) => {
    issuer.script.metadata = { device_authorization_endpoint: undefined };
    await wish.run(["init", api.apiUrl]);
    const found = await wrong();
    expect(found.find(({ name }) => name === "issuer answers")).toMatchObject({
      text: "it does not offer sign-in with a device code",
      fixes: ["Whoever runs the issuer can turn on the device authorization grant (RFC 8628)."],
    });
  });

  it("names the proxy, without the password in it", async ({ wish }) => {
    const environment = { HTTP_PROXY: "http://ada:canary@127.0.0.1:9", NO_PROXY: "127.0.0.1" };
    const { stdout } = await wish.run(["doctor"], { environment });
    expect(stdout).toContain("HTTP_PROXY is http://127.0.0.1:9, except for NO_PROXY 127.0.0.1");
    expect(stdout).not.toContain("canary");
  });

  it("finds credentials that others can read", async ({ wish, stack, wrong }) => {
    const path = join(wish.configFolder, "credentials.json");
    await signIn(wish, stack.apiUrl);
    await chmod(path, 0o644);
    const found = await wrong();
    await chmod(path, 0o600);
    expect(found[0]).toMatchObject({ name: "file", fixes: [expect.stringContaining("chmod 600 ~/config")] });
    expect(await readFile(path, "utf8")).toContain("accessToken");
  });

  it("shows a config file that is broken as wrong", async ({ wish, wrong }) => {
    await writeFile(join(wish.configFolder, "config.json"), '{"apiUrl"');
    expect((await wrong())[0]).toMatchObject({
      name: "config file",
      text: "~/config/config.json does not hold a JSON object.",
      fixes: ["Correct it or delete it.", "Or run `wish init <api-url>` anew."],
    });
  });

  it("says what to do first when nothing is set", async ({ wish }) => {
    const empty = { WISH_CONFIG_DIR: join(wish.configFolder, "empty") };
    const { exitCode, stdout, stderr } = await wish.run(["doctor"], { environment: empty });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("→ Run `wish init <api-url>` once");
    expect(stderr).toContain("One thing is wrong.");
  });
});
