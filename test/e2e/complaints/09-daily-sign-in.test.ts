import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { Answer } from "../../support/server.ts";

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

  it("an issuer in trouble does not stop a token that is still good", async ({ issuer, run }) => {
    issuer.script.accessTokenSeconds = 50;
    issuer.script.refreshes = [{ status: 503 }];
    await run("login");
    expect(await run("add", "--name", "Tea")).toMatchObject({ exitCode: 0 });
    expect(issuer.refreshes()).toHaveLength(1);
  });

  it("status says since when, and what ends it", async ({ run }) => {
    const { stdout } = await run("status");
    expect(stdout).toMatch(/The session began \d{4}-\d\d-\d\d \d\d:\d\d; how long it lasts is up to http/u);
    expect(stdout).toContain("after 30 days");
  });

  it("status --check asks the issuer, and finds a session that it has ended", async ({ issuer, run }) => {
    issuer.script.refreshes = [{ status: 403, body: { error: "invalid_grant" } }];
    expect(await run("status")).toMatchObject({ exitCode: 0 });
    const checked = await run("status", "--check");
    expect(checked).toMatchObject({ exitCode: 4, stdout: "" });
    expect(checked.stderr).toContain("is over.\nRun `wish login`.");
  });
});
