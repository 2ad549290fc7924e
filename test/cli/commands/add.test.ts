import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type TestApi, startApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import type { Answer } from "../../support/server.ts";
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

const add = (flags: string[], environment: Record<string, string> = { WISH_TOKEN: "token-of-mine" }) =>
  wish.run(["add", "--api", api.apiUrl, ...flags], { environment });
const login = () => wish.run(["login", "--api", api.apiUrl]);

const useSession = () => add(["--name", "Tea"], {});

/** Refuses every token but these, as the JWT authorizer of an HTTP API does. */
function accept(...tokens: string[]) {
  const good = api.add;
  api.add = (request) =>
    tokens.some((token) => request.headers.authorization === `Bearer ${token}`) ? good(request) : expired;
}

const expired: Answer = {
  status: 401,
  body: { message: "Unauthorized" },
  headers: { "www-authenticate": 'Bearer scope="" error="invalid_token" error_description="the token has expired"' },
};

/** Answers with these first, then as before. */
function first(...answers: Answer[]) {
  const good = api.add;
  api.add = (request) => answers.shift() ?? good(request);
}

describe("wish add", () => {
  test("sends the wish with the token and a key, and prints the id", async () => {
    const result = await add(["--name", " A bicycle ", "--url", "https://example.com/b"]);
    expect(result).toMatchObject({ exitCode: 0, stdout: "new\n", stderr: "" });
    const [post] = api.posts();
    expect(JSON.parse(post!.body)).toEqual({ name: "A bicycle", url: "https://example.com/b" });
    expect(post!.headers).toMatchObject({ authorization: "Bearer token-of-mine", "content-type": "application/json" });
    expect(post!.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/u);
  });

  test("prints the wish with --json, and a sentence at a terminal", async () => {
    expect(JSON.parse((await add(["--name", "Tea", "--json"])).stdout)).toMatchObject({ id: "new", name: "Tea" });
    const options = { environment: { WISH_TOKEN: "t", TERM: "dumb" } };
    const shown = await wish.runInTerminal(["add", "--api", api.apiUrl, "--name", "Tea"], options);
    expect(shown.stdout).toBe("Added Tea (new)\r\n");
  });

  test("lists every broken rule and sends nothing", async () => {
    const result = await add(["--name", "", "--url", "ftp://x", "--description", "\u0007"]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(4);
    expect(api.received).toEqual([]);
  });

  test("repeats with the same key while the service is busy or the connection is lost", async () => {
    first("drop", { status: 503, headers: { "retry-after": "0" } });
    expect(await add(["--name", "Tea"])).toMatchObject({ exitCode: 0, stdout: "new\n" });
    expect(api.posts()).toHaveLength(3);
    expect(new Set(api.posts().map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  test("takes no token along to where a redirect points", async () => {
    await using elsewhere = await startApi();
    first({ status: 307, headers: { location: elsewhere.apiUrl } });
    expect(await add(["--name", "Tea"])).toMatchObject({ exitCode: 1, stdout: "" });
    expect(elsewhere.received).toEqual([]);
  });

  test("gives up after six times", async () => {
    api.add = () => ({ status: 503, body: { message: "Busy" } });
    const result = await add(["--name", "Tea"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("503: Busy");
    expect(api.posts()).toHaveLength(6);
  });

  test("gives up at once when it is asked to come back much later, and says when", async () => {
    api.add = () => ({ status: 429, body: { message: "Slow down" }, headers: { "retry-after": "3600" } });
    const result = await add(["--name", "Tea"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("429: Slow down\nTry again in 3600 seconds.");
    expect(api.posts()).toHaveLength(1);
  });

  test.each([
    [403, 5],
    [422, 2],
    [501, 6],
  ])("ends with status %i as exit code %i", async (status, exitCode) => {
    first({ status, body: { message: "No", errors: [{ field: "name", message: "Name is taken." }] } });
    const result = await add(["--name", "Tea"]);
    expect(result).toMatchObject({ exitCode, stdout: "" });
    expect(result.stderr).toContain(`${status}: No`);
    expect(result.stderr).toContain("Name is taken.");
  });

  test("takes an answer that is the id alone", async () => {
    first({ status: 200, body: { id: "theirs" } });
    expect(JSON.parse((await add(["--name", "Tea", "--json"])).stdout)).toEqual({ id: "theirs", name: "Tea" });
  });

  test("says where a refused token came from, and why it was refused", async () => {
    accept();
    const result = await add(["--name", "Tea"]);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The API refused the token from WISH_TOKEN: the token has expired.");
    expect(result.stderr).not.toContain("token-of-mine");
  });

  test("does not send a WISH_TOKEN that cannot be one", async () => {
    const result = await add(["--name", "Tea"], { WISH_TOKEN: "two\nlines" });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).not.toContain("two");
    expect(api.received).toEqual([]);
  });

  test("asks to sign in when nobody is", async () => {
    const result = await add(["--name", "Tea"], {});
    expect(result).toMatchObject({ exitCode: 4, stdout: "" });
    expect(result.stderr).toContain("Run `wish login`, or set WISH_TOKEN.");
    expect(api.received).toEqual([]);
  });
});

describe("a session", () => {
  test("is renewed before a token that has less than a minute left is used", async () => {
    issuer.script.accessTokenSeconds = 59;
    await login();
    accept("access-2");
    issuer.script.accessTokenSeconds = 3600;
    expect(await useSession()).toMatchObject({ exitCode: 0 });
    expect(await useSession()).toMatchObject({ exitCode: 0 });
    expect(issuer.refreshes()).toHaveLength(1);
    expect(issuer.refreshes()[0]?.body).toContain("refresh_token=refresh-1");
  });

  test("keeps the newest of rotating refresh tokens", async () => {
    issuer.script.accessTokenSeconds = 0;
    await login();
    await useSession();
    await useSession();
    expect(issuer.refreshes().map(({ body }) => new URLSearchParams(body).get("refresh_token"))).toEqual([
      "refresh-1",
      "refresh-2",
    ]);
  });

  test("is renewed once when the API refuses the token, and the request repeated", async () => {
    await login();
    accept("access-2");
    expect(await useSession()).toMatchObject({ exitCode: 0, stdout: "new\n" });
    const keys = api.posts().map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  test("names its store when the API refuses the renewed token too", async () => {
    await login();
    accept();
    const result = await useSession();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The API refused the token from the credentials file: the token has expired.");
    expect(api.posts()).toHaveLength(2);
  });

  test("is cleared when the issuer says that it is over", async () => {
    issuer.script.accessTokenSeconds = 0;
    issuer.script.refreshes = [{ status: 403, body: { error: "invalid_grant" } }];
    await login();
    const result = await useSession();
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain(`Your session with ${api.apiUrl} is over.\nRun \`wish login\`.`);
    expect(await readFile(join(wish.configFolder, "credentials.json"), "utf8")).not.toContain(api.apiUrl);
    expect((await wish.run(["status", "--api", api.apiUrl])).exitCode).toBe(4);
  });

  test.each<[string, Answer]>([
    ["429", { status: 429, body: { error: "too_many_requests" } }],
    ["502", { status: 502, body: "<h1>Bad Gateway</h1>" }],
    ["a lost connection", "drop"],
  ])("outlives %s from the issuer", async (_, trouble) => {
    issuer.script.accessTokenSeconds = 0;
    await login();
    issuer.script.refreshes = [trouble];
    expect(await useSession()).toMatchObject({ exitCode: 6, stdout: "" });
    issuer.script.refreshes = [];
    expect(await useSession()).toMatchObject({ exitCode: 0 });
  });

  test("is renewed once by many at a time", async () => {
    issuer.script.accessTokenSeconds = 0;
    await login();
    issuer.script.accessTokenSeconds = 3600;
    const results = await Promise.all(Array.from({ length: 6 }, () => useSession()));
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(issuer.refreshes()).toHaveLength(1);
  });

  test("is not used for another API", async () => {
    await login();
    await using other = await startApi(issuer.issuer);
    expect(await wish.run(["add", "--api", other.apiUrl, "--name", "Tea"])).toMatchObject({ exitCode: 4 });
    expect(other.received).toEqual([]);
  });

  test("gives its token to other programs", async () => {
    await login();
    expect(await wish.run(["token", "--api", api.apiUrl])).toMatchObject({ stdout: "access-1\n", stderr: "" });
  });
});
