import { describe, expect } from "vitest";

import { it as base } from "../../support/fixtures.ts";
import type { Answer } from "../../support/server.ts";

const it = base.extend<{ endAfter(requests: number, token: string): void }>({
  /** Refuses a token after so many requests. */
  endAfter: ({ api }, use) =>
    use((requests, token) => {
      const good = api.add;
      let left = requests;
      api.add = (request) => {
        if (request.headers.authorization !== `Bearer ${token}`) return good(request);
        left -= 1;
        return left >= 0 ? good(request) : refused("invalid_token");
      };
    }),
});

it.beforeEach(async ({ wish, api }) => {
  await wish.run(["login", "--api", api.apiUrl]);
});

const refused = (error: string): Answer => ({
  status: 401,
  body: { message: "Unauthorized" },
  headers: { "www-authenticate": `Bearer scope="" error="${error}" error_description="the token has expired"` },
});

describe("complaint 8: the token dies in the middle of a command", () => {
  it("a long import goes on with a new one, and adds every wish once", async ({ wish, api, issuer, endAfter }) => {
    endAfter(3, "access-1");
    const wishes = Array.from({ length: 50 }, (_, index) => JSON.stringify({ name: `Wish ${index}` })).join("\n");
    const result = await wish.run(["add", "--from", "-", "--api", api.apiUrl], { stdin: wishes });
    expect(result.exitCode).toBe(0);
    expect(result.stdout.trim().split("\n")).toHaveLength(50);
    expect(issuer.refreshes()).toHaveLength(1);
    // Only what was under way was sent again, with the one new token.
    expect(api.posts().length).toBeLessThanOrEqual(58);
  });

  it("the request is repeated under its key, once", async ({ wish, api, endAfter }) => {
    endAfter(0, "access-1");
    endAfter(0, "access-2");
    const result = await wish.run(["add", "--name", "Tea", "--api", api.apiUrl]);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("The API refused the token from the credentials file: the token has expired.");
    expect(api.posts().map(({ headers }) => headers.authorization)).toEqual(["Bearer access-1", "Bearer access-2"]);
    expect(new Set(api.posts().map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  it("a refusal for another reason costs no renewal", async ({ wish, api, issuer }) => {
    api.add = () => refused("insufficient_scope");
    expect(await wish.run(["add", "--name", "Tea", "--api", api.apiUrl])).toMatchObject({ exitCode: 4 });
    expect(issuer.refreshes()).toEqual([]);
  });
});
