import { chmod, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { pending } from "../../support/scripted-issuer.ts";
import type { Answer } from "../../support/server.ts";
import { changeSession } from "../../support/session.ts";
import { unsignedToken } from "../../support/token.ts";
import { hasWritten } from "../../support/wish.ts";

interface Fixtures {
  login(environment?: Record<string, string>): Promise<Finished>;
  logout(): Promise<Finished>;
  status(...flags: string[]): Promise<Finished>;
  credentials(): Promise<string>;
}

const it = base.extend<Fixtures>({
  login: ({ wish, api }, use) =>
    use((environment: Record<string, string> = {}) => wish.run(["login", "--api", api.apiUrl], { environment })),
  logout: ({ wish, api }, use) => use(() => wish.run(["logout", "--api", api.apiUrl])),
  status: ({ wish, api }, use) => use((...flags: string[]) => wish.run(["status", "--api", api.apiUrl, ...flags])),
  credentials: ({ wish }, use) => use(() => readFile(join(wish.configFolder, "credentials.json"), "utf8")),
});

describe("wish login", () => {
  it("shows the complete address, the code and a caution on stderr, and greets by name", async ({
    api,
    issuer,
    login,
  }) => {
    const result = await login();
    expect(result).toMatchObject({ exitCode: 0, stdout: "" });
    expect(result.stderr).toContain(`${issuer.origin}/activate?user_code=WDJB-MJHT`);
    expect(result.stderr).toContain("shows this code:  WDJB-MJHT");
    expect(result.stderr).toContain("If somebody sent you this code, stop.");
    expect(result.stderr).toContain(`Signed in to ${api.apiUrl} as Ada Lovelace.`);
  });

  it("asks for the API's audience and scopes, and for a refresh token", async ({ issuer, login }) => {
    await login();
    const request = issuer.received.find(({ path }) => path === "/oauth/device/code");
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      client_id: "client",
      audience: "https://audience",
      resource: "https://audience",
      scope: "openid profile offline_access create:wishes",
    });
  });

  it("names the audience as the resource in each request for tokens", async ({ wish, api, issuer, login }) => {
    issuer.script.accessTokenSeconds = 0;
    await login();
    await wish.run(["token", "--api", api.apiUrl]);
    const requests = [...issuer.polls(), ...issuer.refreshes()].map(({ body }) => new URLSearchParams(body));
    expect(requests.map((parameters) => parameters.get("resource"))).toEqual(["https://audience", "https://audience"]);
  });

  it("says that the issuer has given a token for another API, and who can mend that", async ({ issuer, login }) => {
    issuer.script.audience = "https://elsewhere";
    const { exitCode, stderr } = await login();
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      "This token is for https://elsewhere, the API wants https://audience. Adding will be refused.\n" +
        `Whoever runs ${issuer.issuer} has to let the client client have tokens for https://audience.\n`,
    );
  });

  it("is where a token for another API leads back to, and not in a circle", async ({ wish, api, issuer, login }) => {
    issuer.script.audience = "https://elsewhere";
    api.add = () => ({ status: 401, body: {}, headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
    await login();
    const { exitCode, stderr } = await wish.run(["add", "--name", "Tea", "--api", api.apiUrl]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("This token is for https://elsewhere, the API wants https://audience.\n");
    expect(stderr).toContain("\nRun `wish login`.\n");
    expect(stderr).not.toContain("wish init");
  });

  it("says who can help where the issuer refuses to begin, and speaks of no other issuer", async ({
    issuer,
    login,
  }) => {
    issuer.script.deviceCodeRefusal = { status: 403, body: { error: "unauthorized_client" } };
    const { exitCode, stderr } = await login();
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`${issuer.issuer} refuses to start a sign-in (403): unauthorized_client.\nWhoever runs`);
    expect(stderr).not.toContain("Auth0");
  });

  it("says that the API wants another token by now than it is remembered to want", async ({ wish, api, issuer }) => {
    await wish.run(["init", api.apiUrl]);
    issuer.script.audience = "https://audience";
    api.audience = "https://another";
    const { stderr } = await wish.run(["login"]);
    expect(stderr).toContain("This token is for https://audience, the API wants https://another.");
    expect(stderr).toContain(`Run \`wish init ${api.apiUrl}\`, and then \`wish login\`.\n`);
  });

  it("says that a token brought along is for another API", async ({ wish, api }) => {
    const stdin = unsignedToken({ aud: ["https://elsewhere", "https://userinfo"] });
    const { stderr } = await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin });
    expect(stderr).toContain(
      "This token is for https://elsewhere and https://userinfo, the API wants https://audience.",
    );
    expect(stderr).toContain("Bring a token for https://audience, or run `wish login` without --with-token.\n");
  });

  it.for([5e9, 3e6, 1e15])(
    "takes a code and a token that last for %s seconds",
    async (seconds, { wish, api, issuer, login, status, logout }) => {
      issuer.script.deviceCode = { expires_in: seconds };
      issuer.script.polls = [pending];
      issuer.script.accessTokenSeconds = seconds;
      expect(await login()).toMatchObject({ exitCode: 0 });
      expect(await wish.run(["token", "--api", api.apiUrl])).toMatchObject({ stdout: "access-1\n" });
      expect(await status()).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await logout()).toMatchObject({ exitCode: 0 });
    },
  );

  it("takes a renewed token that lasts beyond the calendar", async ({ wish, api, issuer, login, status }) => {
    issuer.script.accessTokenSeconds = 0;
    await login();
    issuer.script.accessTokenSeconds = 1e15;
    for (let run = 0; run < 2; run += 1) {
      expect(await wish.run(["token", "--api", api.apiUrl])).toMatchObject({ stdout: "access-2\n" });
    }
    expect(await status()).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("takes a token that says to end beyond the calendar", async ({ wish, api, status }) => {
    const stdin = unsignedToken({ aud: "https://audience", exp: 1e300 });
    expect(await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin })).toMatchObject({ exitCode: 0 });
    expect(await status()).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("survives a dropped connection and a proxy's 502 while polling", async ({ issuer, login }) => {
    issuer.script.polls = [pending, "drop", { status: 502, body: "<h1>Bad Gateway</h1>" }, pending];
    expect(await login()).toMatchObject({ exitCode: 0 });
    // The client library repeats a dropped request on a fresh connection by itself at times.
    expect(issuer.polls().length).toBeGreaterThanOrEqual(5);
  });

  it("ends when the code expires, even while the issuer keeps saying pending", async ({ issuer, login }) => {
    issuer.script.deviceCode = { expires_in: 0.3, interval: 0.05 };
    issuer.script.polls = Array.from({ length: 100 }, () => pending);
    const result = await login();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The code has expired before anybody approved it.\nRun `wish login` again.");
  });

  it.for(["expired_token", "invalid_grant"])("takes %s for the end of the code", async (error, { issuer, login }) => {
    issuer.script.polls = [{ status: 403, body: { error } }];
    const result = await login();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The code has expired");
  });

  it("says why the issuer refused", async ({ issuer, login }) => {
    issuer.script.polls = [{ status: 403, body: { error: "access_denied", error_description: "User declined" } }];
    const result = await login();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The sign-in was refused (User declined).");
  });

  it("warns when the API's scope was not granted", async ({ issuer, login }) => {
    issuer.script.grantedScope = "openid profile offline_access";
    const result = await login();
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain("The permission create:wishes was not granted");
  });

  it("refuses a token that is no bearer token", async ({ issuer, login }) => {
    issuer.script.polls = [{ status: 200, body: { access_token: "x", token_type: "mac", expires_in: 60 } }];
    expect(await login()).toMatchObject({ exitCode: 4 });
  });

  it("dies of SIGINT at once when interrupted while polling", async ({ wish, api, issuer }) => {
    issuer.script.polls = Array.from({ length: 10 }, () => pending);
    issuer.script.deviceCode = { interval: 60 };
    const child = wish.start(["login", "--api", api.apiUrl]);
    const end = finished(child);
    await hasWritten(child, "Waiting for you");
    const interruptedAt = Date.now();
    child.kill("SIGINT");
    expect(await end).toMatchObject({ signal: "SIGINT" });
    // openid-client by itself would wait for five seconds.
    expect(Date.now() - interruptedAt).toBeLessThan(4000);
  });

  it("reads a token from standard input", async ({ wish, api, issuer }) => {
    const token = unsignedToken({ aud: "https://audience", exp: 5e9 });
    const result = await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin: `${token}\n` });
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain(`Signed in to ${api.apiUrl}.`);
    expect((await wish.run(["token", "--api", api.apiUrl])).stdout).toBe(`${token}\n`);
    expect(issuer.received).toEqual([]);
  });

  it("keeps a given token that is not a JWT, and does not call that a sign-in", async ({ wish, api, status }) => {
    const result = await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin: "given-token\n" });
    expect(result).toMatchObject({
      exitCode: 0,
      stderr:
        `The token is kept for ${api.apiUrl}.\n` +
        "It is not a JWT, and the API accepts nothing else. Adding will be refused.\n",
    });
    expect((await wish.run(["token", "--api", api.apiUrl])).stdout).toBe("given-token\n");
    const said = await status();
    expect(said).toMatchObject({ exitCode: 4, stdout: "" });
    expect(said.stderr).toContain("The API will refuse the token from the credentials file.\nIt is not a JWT");
    expect(JSON.parse((await status("--json")).stdout)).toMatchObject({ signedIn: false, source: "file" });
  });

  it("refuses a given token that has ended, and keeps nothing", async ({ wish, api, status }) => {
    const stdin = unsignedToken({ aud: "https://audience", exp: 1 });
    const result = await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin });
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("wish: The token on standard input ended at 1970-01-01 00:00.\n");
    expect((await status()).stderr).toContain(`You are not signed in to ${api.apiUrl}.`);
  });

  it("keeps the tokens in a file for its owner only, and everything else without them", async ({
    wish,
    credentials,
    login,
  }) => {
    await login();
    expect((await stat(join(wish.configFolder, "credentials.json"))).mode & 0o777).toBe(0o600);
    expect(await credentials()).toContain("refresh-1");
    const sessions = await readFile(join(wish.configFolder, "sessions.json"), "utf8");
    expect(sessions).toContain("Ada Lovelace");
    expect(sessions).not.toMatch(/access-1|refresh-1/u);
  });

  it("does not use a credentials file that others can read", async ({ wish, api, login }) => {
    await login();
    const path = join(wish.configFolder, "credentials.json");
    await chmod(path, 0o644);
    const result = await wish.run(["token", "--api", api.apiUrl]);
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain("can be read by others");
    await chmod(path, 0o600);
  });
});

describe("wish logout", () => {
  it("revokes the refresh token, clears the store, and says so", async ({
    api,
    issuer,
    credentials,
    login,
    logout,
  }) => {
    await login();
    const result = await logout();
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain(`The session is revoked at ${issuer.issuer}.`);
    expect(result.stderr).toContain("The last access token stays valid until");
    expect(issuer.received.at(-1)).toMatchObject({ path: "/oauth/revoke" });
    expect(issuer.received.at(-1)?.body).toContain("token=refresh-1");
    expect(await credentials()).not.toContain(api.apiUrl);
  });

  it("clears the store also when the issuer cannot revoke", async ({ api, issuer, credentials, login, logout }) => {
    issuer.script.revocation = { status: 503 };
    await login();
    const result = await logout();
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain("could not be revoked and may still be valid");
    expect(await credentials()).not.toContain(api.apiUrl);
  });

  it.for<[string, Answer]>([
    ["(400): No such token type", { status: 400, body: { error: "x", error_description: "No such token type" } }],
    ["(403)", { status: 403, body: "<h1>Forbidden</h1>" }],
    ["answered 503", { status: 503 }],
  ])("names the status of a refused revocation: %s", async ([status, answer], { issuer, login, logout }) => {
    issuer.script.revocation = answer;
    await login();
    expect((await logout()).stderr).toContain(`${status}.\n`);
  });

  it("has nothing to revoke after a sign-in with a given token", async ({ wish, api, logout }) => {
    await wish.run(["login", "--with-token", "--api", api.apiUrl], { stdin: "given-token" });
    expect((await logout()).stderr).toContain("There was nothing to revoke.");
  });

  it("says when nobody was signed in", async ({ api, logout }) => {
    expect((await logout()).stderr).toBe(`You were not signed in to ${api.apiUrl}.\n`);
  });
});

describe("wish status", () => {
  it("tells who is signed in without the network", async ({ api, issuer, login, status }) => {
    await login();
    const requests = [api, issuer].map(({ received }) => received.length);
    expect((await status()).stdout).toContain(`Signed in to ${api.apiUrl} as Ada Lovelace.`);
    expect(JSON.parse((await status("--json")).stdout)).toMatchObject({
      signedIn: true,
      name: "Ada Lovelace",
      source: "file",
      renewable: true,
    });
    expect([api, issuer].map(({ received }) => received.length)).toEqual(requests);
  });

  it("does not call an access token good that has ended", async ({ wish, api, login, status }) => {
    await login();
    await changeSession(wish, api.apiUrl, (session) => (session.accessTokenExpiresAt = "2001-01-01T00:00:00.000Z"));
    const { exitCode, stdout } = await status();
    expect(exitCode).toBe(0);
    expect(stdout).toContain("The access token ended at 2001-01-01 00:00, and is renewed when needed.\n");
  });

  it("exits with 4 when nobody is signed in", async ({ api, status }) => {
    expect(await status()).toMatchObject({ exitCode: 4, stdout: "" });
    const asJson = await status("--json");
    expect(asJson.exitCode).toBe(4);
    expect(JSON.parse(asJson.stdout)).toEqual({ signedIn: false, apiUrl: api.apiUrl });
  });
});
