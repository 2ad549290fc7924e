import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { mountTmpfs, reasonForNoMount } from "../../support/mount.ts";

const isRoot = process.geteuid?.() === 0;
const noMount = reasonForNoMount();

interface Fixtures {
  init(...args: string[]): Promise<Finished>;
  config(): Promise<unknown>;
}

const it = base.extend<Fixtures>({
  init: ({ wish }, use) => use((...args: string[]) => wish.run(["init", ...args])),
  config: ({ wish }, use) =>
    use(async () => JSON.parse(await readFile(join(wish.configFolder, "config.json"), "utf8")) as unknown),
});

describe("wish init", () => {
  it.for(["", "/", "/wish-list-service"])(
    "takes the address of the API as host%s",
    async (path, { api, issuer, config, init }) => {
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
    },
  );

  it("names the page of an API that says how to sign in", async ({ api, init }) => {
    expect((await init(api.origin)).stderr).toContain(`Anybody can read the list at ${api.origin}/\n`);
  });

  it("lets the other commands go without --api", async ({ wish, api, init }) => {
    await init(api.origin);
    expect(await wish.run(["list", "--json"])).toMatchObject({ exitCode: 0, stdout: "[]\n" });
    expect(await wish.run(["login"])).toMatchObject({ exitCode: 0 });
  });

  it("refuses metadata about another API", async ({ api, init }) => {
    const apiUrl = api.apiUrl;
    api.apiUrl = "https://elsewhere.example/wish-list-service";
    const result = await init(apiUrl);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(`${apiUrl} calls itself https://elsewhere.example/wish-list-service.`);
  });

  it("refuses an issuer that calls itself otherwise", async ({ api, issuer, init }) => {
    api.issuer = issuer.origin;
    const result = await init(api.origin);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain(`${issuer.origin} calls itself ${issuer.issuer}.`);
  });

  it.for([
    ["/api/oidc", "/api/oidc/"],
    ["/api/oidc/", "/api/oidc"],
    ["/api/oidc", "/"],
    ["/", "/api/oidc"],
  ])("says that an issuer at %s calls itself %s", async ([path, name], { api, issuer, init }) => {
    api.issuer = issuer.origin + path;
    issuer.script.metadata = { issuer: issuer.origin + name };
    const result = await init(api.origin);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain(`wish: ${api.issuer} calls itself ${issuer.origin + name}.\n`);
  });

  it.for(["", "/", "/api/oidc", "/api/oidc/"])("takes an issuer at %s", async (path, { api, issuer, init }) => {
    api.issuer = issuer.origin + path;
    issuer.script.metadata = { issuer: api.issuer };
    expect(await init(api.origin)).toMatchObject({ exitCode: 0 });
    expect(issuer.received[0]?.path).toBe(`${path.replace(/\/$/u, "")}/.well-known/openid-configuration`);
  });

  it("refuses an issuer on plain http elsewhere", async ({ api, init }) => {
    api.issuer = "http://issuer.example/";
    const result = await init(api.origin);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain("http://issuer.example is not https.");
  });

  it("asks for the flags where the API does not say how to sign in, and works with them", async ({
    wish,
    api,
    issuer,
    init,
  }) => {
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

  it.for(['{"apiUrl"', '{"apiUrl":"nonsense"}'])(
    "replaces a config file with %s in it",
    async (text, { wish, api, init }) => {
      await init(api.origin);
      await writeFile(join(wish.configFolder, "config.json"), text);
      expect(await wish.run(["list"])).toMatchObject({ exitCode: 2 });
      expect(await init(api.origin)).toMatchObject({ exitCode: 0 });
      expect(await wish.run(["list", "--json"])).toMatchObject({ exitCode: 0, stdout: "[]\n" });
    },
  );

  it("says that an issuer is no wish list", async ({ issuer, init }) => {
    const result = await init(issuer.issuer);
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toContain(`wish: ${issuer.origin}/wish-list-service is no wish list.\n`);
    expect(result.stderr).not.toContain("--issuer");
  });

  it("names the folder that cannot be written, and why", async ({ wish, api, skip }) => {
    skip(isRoot && noMount !== undefined, noMount);
    const closed = join(wish.home, "closed");
    await mkdir(closed, { mode: 0o500 });
    // Nothing is read-only to root but a file system.
    using _ = isRoot ? mountTmpfs(closed, "ro") : undefined;
    const environment = { WISH_CONFIG_DIR: join(closed, "one", "two") };
    const result = await wish.run(["init", api.origin], { environment });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/closed\/one cannot be written \((?:EROFS|EACCES)\)\.\nSet WISH_CONFIG_DIR to /u);
  });

  it("wants all three flags or none", async ({ api, issuer, init }) => {
    expect(await init(api.origin, "--issuer", issuer.issuer)).toMatchObject({ exitCode: 2 });
  });
});
