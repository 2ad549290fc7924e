import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { Answer } from "../../support/server.ts";
import { changeSession } from "../../support/session.ts";

const it = base.extend<{ run(...args: string[]): Promise<Finished> }>({
  run: ({ wish, api }, use) => use((...args) => wish.run([...args, "--api", api.apiUrl])),
});

// The access token has ended by the time it is used, as it has on every new day.
it.override("script", ({}) => ({ accessTokenSeconds: 0 }));

it.beforeEach(async ({ run }) => {
  await run("login");
});

describe("complaint 9: signing in every day", () => {
  it("once is enough: each day's token comes by itself, with the newest refresh token", async ({ issuer, run }) => {
    for (const day of [1, 2, 3]) {
      expect(await run("add", "--name", `Day ${day}`)).toMatchObject({ exitCode: 0, stderr: "" });
    }
    expect(issuer.refreshes().map(({ body }) => new URLSearchParams(body).get("refresh_token"))).toEqual([
      "refresh-1",
      "refresh-2",
      "refresh-3",
    ]);
  });

  it.for<[string, Answer]>([
    ["503", { status: 503 }],
    ["429", { status: 429, body: { error: "too_many_requests" } }],
    ["502", { status: 502, body: "<h1>Bad Gateway</h1>" }],
    ["a lost connection", "drop"],
  ])("an issuer in trouble is no reason to sign in again: %s", async ([, trouble], { issuer, run }) => {
    issuer.script.refreshes = [trouble];
    const failed = await run("add", "--name", "Tea");
    expect(failed).toMatchObject({ exitCode: 6, stdout: "" });
    expect(failed.stderr).not.toContain("wish login");
    issuer.script.refreshes = [];
    expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0 });
  });

  it("an issuer in trouble does not stop a token that is still good", async ({ wish, api, issuer, run }) => {
    issuer.script.refreshes = [{ status: 503 }];
    await changeSession(wish, api.apiUrl, (session) => {
      session.accessTokenSeconds = 3600;
      session.accessTokenExpiresAt = new Date(Date.now() + 50_000).toISOString();
    });
    expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0 });
    expect(issuer.refreshes()).toHaveLength(1);
  });

  it("a token of fifty seconds serves the commands that follow the sign-in", async ({ issuer, run }) => {
    issuer.script.accessTokenSeconds = 50;
    await run("login");
    expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0 });
    expect(issuer.refreshes()).toEqual([]);
  });

  it.for<[string, Answer]>([
    ["400 with nothing in it", { status: 400, body: "" }],
    ["400 with a word", { status: 400, body: { message: "Invalid token" } }],
    ["403 in HTML", { status: 403, body: "<h1>Forbidden</h1>" }],
    ["401 with a challenge", { status: 401, body: {}, headers: { "www-authenticate": "Bearer" } }],
    ["404", { status: 404 }],
  ])("an issuer that refuses and gives no error has ended it: %s", async ([status, refusal], { api, issuer, run }) => {
    issuer.script.refreshes = [refusal];
    const { exitCode, stderr } = await run("add", "--name", "Tea");
    expect(exitCode).toBe(4);
    expect(stderr).toBe(
      `wish: Your session with ${api.apiUrl} was not renewed: ${issuer.issuer} answered ${status.slice(0, 3)}.\nTry again. If that does not help, run \`wish login\`.\n`,
    );
    // It may have been a proxy in front of the issuer.
    issuer.script.refreshes = [];
    expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0 });
  });

  it("another refusal is passed on with its status and reason, and the session kept", async ({ issuer, run }) => {
    issuer.script.refreshes = [{ status: 400, body: { error: "invalid_target", error_description: "No such API" } }];
    const { exitCode, stderr } = await run("add", "--name", "Tea");
    expect(exitCode).toBe(4);
    expect(stderr).toBe(`wish: ${issuer.issuer} does not renew the session (400): No such API.\n`);
    issuer.script.refreshes = [];
    expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0 });
  });

  it("status says since when, and what ends it where that is known", async ({ wish, api, run }) => {
    const { stdout } = await run("status");
    expect(stdout).toMatch(/The session began \d{4}-\d\d-\d\d \d\d:\d\d; how long it lasts is up to http/u);
    expect(stdout).not.toContain("Auth0");
    await changeSession(wish, api.apiUrl, ({ renewal }) =>
      Object.assign(renewal!, { issuer: "https://my-wishes.eu.auth0.com/" }),
    );
    expect((await run("status")).stdout).toContain("An Auth0 tenant ends it after 30 days");
  });

  it("status --check asks the issuer, and finds a session that it has ended", async ({ issuer, run }) => {
    issuer.script.refreshes = [{ status: 403, body: { error: "invalid_grant" } }];
    expect(await run("status")).toMatchObject({ exitCode: 0 });
    const checked = await run("status", "--check");
    expect(checked).toMatchObject({ exitCode: 4, stdout: "" });
    expect(checked.stderr).toContain("is over.\nRun `wish login`.");
  });
});
