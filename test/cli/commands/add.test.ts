import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import { startApi } from "../../support/api.ts";
import { type Finished, finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import type { Answer } from "../../support/server.ts";
import { changeSession } from "../../support/session.ts";
import { hasWritten } from "../../support/wish.ts";

interface Fixtures {
  add(flags: string[], environment?: Record<string, string>): Promise<Finished>;
  login(): Promise<Finished>;
  useSession(): Promise<Finished>;
  /** Refuses every token but these, as the JWT authorizer of an HTTP API does. */
  accept(...tokens: string[]): void;
  /** Answers with these first, then as before. */
  first(...answers: Answer[]): void;
}

const it = base.extend<Fixtures>({
  add: ({ wish, api }, use) =>
    use((flags: string[], environment: Record<string, string> = { WISH_TOKEN: "token-of-mine" }) =>
      wish.run(["add", "--api", api.apiUrl, ...flags], { environment }),
    ),
  login: ({ wish, api }, use) => use(() => wish.run(["login", "--api", api.apiUrl])),
  useSession: ({ add }, use) => use(() => add(["--name", "Tea"], {})),
  accept: ({ api }, use) =>
    use((...tokens: string[]) => {
      const good = api.add;
      api.add = (request) =>
        tokens.some((token) => request.headers.authorization === `Bearer ${token}`) ? good(request) : expired;
    }),
  first: ({ api }, use) =>
    use((...answers: Answer[]) => {
      const good = api.add;
      api.add = (request) => answers.shift() ?? good(request);
    }),
});

const expired: Answer = {
  status: 401,
  body: { message: "Unauthorized" },
  headers: { "www-authenticate": 'Bearer scope="" error="invalid_token" error_description="the token has expired"' },
};

describe("wish add", () => {
  it("sends the wish with the token and a key, and prints the id", async ({ api, add }) => {
    const result = await add(["--name", " A bicycle ", "--url", "https://example.com/b"]);
    expect(result).toMatchObject({ exitCode: 0, stdout: "new\n", stderr: "" });
    const [post] = api.posts();
    expect(JSON.parse(post!.body)).toEqual({ name: "A bicycle", url: "https://example.com/b" });
    expect(post!.headers).toMatchObject({ authorization: "Bearer token-of-mine", "content-type": "application/json" });
    expect(post!.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it.for([
    [["--name", "--json"], "--name=--json"],
    [["--name", "Tea", "--url", "--description=blue"], "--url=--description=blue"],
    [["--name", "-h"], "--name=-h"],
  ] as const)("takes a flag for no value of another flag: %j", async ([flags, wanted], { api, add }) => {
    const result = await add([...flags]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(`write ${wanted}`);
    expect(api.posts()).toEqual([]);
  });

  it("takes the name without a flag, and the same key as often as it is given", async ({ api, add }) => {
    const flags = ["A bicycle", "--price", "39.90 EUR", "--tags", "Sport,outdoor", "--key", "bicycle-7f3a"];
    for (let n = 0; n < 2; n += 1) expect(await add(flags)).toMatchObject({ exitCode: 0 });
    for (const { body, headers } of api.posts()) {
      expect(headers["idempotency-key"]).toBe("bicycle-7f3a");
      const price = { amount: "39.90", currency: "EUR" };
      expect(JSON.parse(body)).toEqual({ name: "A bicycle", price, tags: ["outdoor", "sport"] });
    }
    expect(await add(["A bicycle", "--name", "Another"])).toMatchObject({ exitCode: 2 });
    expect(await add(["A bicycle", "--key", "a b"])).toMatchObject({ exitCode: 2 });
    expect(api.posts()).toHaveLength(2);
  });

  it("says what is safe to repeat when nobody knows whether it was added", async ({ api, add }) => {
    api.add = () => "drop";
    const { exitCode, stderr } = await add(["It's mine", "--price", "1 EUR", "--timeout", "1"]);
    expect(exitCode).toBe(6);
    const key = api.posts()[0]?.headers["idempotency-key"] as string;
    expect(stderr).toContain(`  wish add --name 'It'\\''s mine' --price '1 EUR' --key ${key} --api ${api.apiUrl}\n`);
  });

  it("asks at a terminal for what is missing, and again for what breaks a rule", async ({ wish, api }) => {
    const environment = { WISH_TOKEN: "token-of-mine" };
    const asking = wish.startInTerminal(["add", "--api", api.apiUrl], { environment });
    for (const [question, answer] of [
      ["Name (", "Tea cosy"],
      ["Url (", "example.com"],
      ["must be a complete http:// or https:// address.", "https://example.com"],
      ["Price (", ""],
      ["Description (", "green"],
    ] as const) {
      await hasWritten(asking, question);
      asking.stdin.write(`${answer}\n`);
    }
    expect(await new Promise((resolve) => asking.once("close", resolve))).toBe(0);
    expect(JSON.parse(api.posts()[0]?.body ?? "")).toEqual({
      name: "Tea cosy",
      url: "https://example.com",
      description: "green",
    });
    expect(await wish.run(["add", "--api", api.apiUrl])).toMatchObject({ exitCode: 2 });
  });

  it("takes a name that looks like a flag where it is joined to its own", async ({ api, add }) => {
    expect(await add(["--name=--json", "--description", "--unknown"])).toMatchObject({ exitCode: 0, stdout: "new\n" });
    expect(JSON.parse(api.posts()[0]!.body)).toEqual({ name: "--json", description: "--unknown" });
  });

  it("refuses a name whose bytes are not UTF-8", async ({ wish, api }) => {
    const command = `exec "$0" "$1/wish.js" add --api "$2" --name $'caf\\xe9'`;
    const shell = spawn("bash", ["-c", command, process.execPath, wish.folder, api.apiUrl], {
      env: { HOME: wish.home, WISH_TOKEN: "token-of-mine" },
    });
    const result = await finished(shell);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toMatch(/^wish: "caf\uFFFD" is not UTF-8, or has lost characters on its way\.\n/u);
    expect(api.posts()).toEqual([]);
  });

  it("prints the wish with --json, and a sentence at a terminal", async ({ wish, api, add }) => {
    expect(JSON.parse((await add(["--name", "Tea", "--json"])).stdout)).toMatchObject({ id: "new", name: "Tea" });
    const options = { environment: { WISH_TOKEN: "t", TERM: "dumb" } };
    const shown = await wish.runInTerminal(["add", "--api", api.apiUrl, "--name", "Tea"], options);
    expect(shown.stdout).toBe("Added Tea (new)\r\n");
  });

  it("lists every broken rule and sends nothing", async ({ api, add }) => {
    const result = await add(["--name", "", "--url", "ftp://x", "--description", "\u0007"]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(4);
    expect(api.posts()).toEqual([]);
  });

  it("repeats with the same key while the service is busy or the connection is lost", async ({ api, add, first }) => {
    first("drop", { status: 503, headers: { "retry-after": "0" } });
    expect(await add(["--name", "Tea"])).toMatchObject({ exitCode: 0, stdout: "new\n" });
    expect(api.posts()).toHaveLength(3);
    expect(new Set(api.posts().map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  it("takes no token along to where a redirect points", async ({ add, first }) => {
    await using elsewhere = await startApi();
    first({ status: 307, headers: { location: elsewhere.apiUrl } });
    expect(await add(["--name", "Tea"])).toMatchObject({ exitCode: 1, stdout: "" });
    expect(elsewhere.received).toEqual([]);
  });

  it("gives up after six times", async ({ api, add }) => {
    api.add = () => ({ status: 503, body: { message: "Busy" } });
    const result = await add(["--name", "Tea"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("503: Busy");
    expect(api.posts()).toHaveLength(6);
  });

  it("gives up at once when it is asked to come back much later, and says when", async ({ api, add }) => {
    api.add = () => ({ status: 429, body: { message: "Slow down" }, headers: { "retry-after": "3600" } });
    const result = await add(["--name", "Tea"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("429: Slow down\nTry again in 3600 seconds.");
    expect(api.posts()).toHaveLength(1);
  });

  it.for([
    [403, 5],
    [422, 2],
    [501, 6],
  ] as const)("ends with status %i as exit code %i", async ([status, exitCode], { add, first }) => {
    first({ status, body: { message: "No", errors: [{ field: "name", message: "Name is taken." }] } });
    const result = await add(["--name", "Tea"]);
    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(result.stderr).toContain(`${status}: No`);
    expect(result.stderr).toContain("Name is taken.");
  });

  it("takes an answer that is the id alone", async ({ add, first }) => {
    first({ status: 200, body: { id: "theirs" } });
    expect(JSON.parse((await add(["--name", "Tea", "--json"])).stdout)).toEqual({ id: "theirs", name: "Tea" });
  });

  it("says where a refused token came from, and why it was refused", async ({ accept, add }) => {
    accept();
    const result = await add(["--name", "Tea"]);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The API refused the token from WISH_TOKEN: the token has expired.");
    expect(result.stderr).not.toContain("token-of-mine");
  });

  it("does not send a WISH_TOKEN that cannot be one", async ({ api, add }) => {
    const result = await add(["--name", "Tea"], { WISH_TOKEN: "two\nlines" });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).not.toContain("two");
    expect(api.posts()).toEqual([]);
  });

  it("asks to sign in when nobody is", async ({ api, add }) => {
    const result = await add(["--name", "Tea"], {});
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain("Run `wish login`, or set WISH_TOKEN.");
    expect(api.posts()).toEqual([]);
  });
});

describe("a session", () => {
  it("is renewed before a token that has less than a minute left is used", async ({
    wish,
    api,
    issuer,
    accept,
    login,
    useSession,
  }) => {
    await login();
    await changeSession(wish, api.apiUrl, (session) => {
      session.accessTokenExpiresAt = new Date(Date.now() + 59_000).toISOString();
    });
    accept("access-2");
    expect(await useSession()).toMatchObject({ exitCode: 0 });
    expect(await useSession()).toMatchObject({ exitCode: 0 });
    expect(issuer.refreshes()).toHaveLength(1);
    expect(api.posts()).toHaveLength(2);
    expect(issuer.refreshes()[0]?.body).toContain("refresh_token=refresh-1");
  });

  it("is renewed once when the API refuses the token, and the request repeated", async ({
    api,
    accept,
    login,
    useSession,
  }) => {
    await login();
    accept("access-2");
    expect(await useSession()).toMatchObject({ exitCode: 0, stdout: "new\n" });
    const keys = api.posts().map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it("is cleared when the issuer says that it is over", async ({ wish, api, issuer, login, useSession }) => {
    issuer.script.accessTokenSeconds = 0;
    issuer.script.refreshes = [{ status: 403, body: { error: "invalid_grant" } }];
    await login();
    const result = await useSession();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain(`Your session with ${api.apiUrl} is over.\nRun \`wish login\`.`);
    expect(await readFile(join(wish.configFolder, "credentials.json"), "utf8")).not.toContain(api.apiUrl);
    expect((await wish.run(["status", "--api", api.apiUrl])).exitCode).toBe(4);
  });

  it("is not used for another API", async ({ wish, issuer, login }) => {
    await login();
    await using other = await startApi(issuer.issuer);
    expect(await wish.run(["add", "--api", other.apiUrl, "--name", "Tea"])).toMatchObject({ exitCode: 4 });
    expect(other.posts()).toEqual([]);
  });

  it("gives its token to other programs", async ({ wish, api, login }) => {
    await login();
    expect(await wish.run(["token", "--api", api.apiUrl])).toMatchObject({ stdout: "access-1\n", stderr: "" });
  });
});
