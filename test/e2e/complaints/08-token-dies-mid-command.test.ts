import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startApi, type TestApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import type { Answer } from "../../support/server.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let issuer: TestIssuer;
let api: TestApi;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer();
  api = await startApi(issuer.issuer);
  await wish.run(["login", "--api", api.apiUrl]);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

const refused = (error: string): Answer => ({
  status: 401,
  body: { message: "Unauthorized" },
  headers: { "www-authenticate": `Bearer scope="" error="${error}" error_description="the token has expired"` },
});

/** Refuses a token after so many requests. */
function endAfter(requests: number, token: string) {
  const good = api.add;
  let left = requests;
  api.add = (request) => {
    if (request.headers.authorization !== `Bearer ${token}`) return good(request);
    left -= 1;
    return left >= 0 ? good(request) : refused("invalid_token");
  };
}

describe("complaint 8: the token dies in the middle of a command", () => {
  test("a long import goes on with a new one, and adds every wish once", async () => {
    endAfter(3, "access-1");
    const wishes = Array.from({ length: 10 }, (_, index) => JSON.stringify({ name: `Wish ${index}` })).join("\n");
    const result = await wish.run(["add", "--from", "-", "--api", api.apiUrl], { stdin: wishes });
    expect(result.exitCode).toBe(0);
    expect(result.stdout.trim().split("\n")).toHaveLength(10);
    expect(issuer.refreshes()).toHaveLength(1);
  });

  test("the request is repeated under its key, once", async () => {
    endAfter(0, "access-1");
    endAfter(0, "access-2");
    const result = await wish.run(["add", "--name", "Tea", "--api", api.apiUrl]);
    expect(result.exitCode).toBe(4);
    expect(api.posts().map(({ headers }) => headers.authorization)).toEqual(["Bearer access-1", "Bearer access-2"]);
    expect(new Set(api.posts().map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  test("a refusal for another reason costs no renewal", async () => {
    api.add = () => refused("insufficient_scope");
    expect(await wish.run(["add", "--name", "Tea", "--api", api.apiUrl])).toMatchObject({ exitCode: 4 });
    expect(issuer.refreshes()).toEqual([]);
  });
});
