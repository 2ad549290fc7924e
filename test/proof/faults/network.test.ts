import { describe, expect } from "vitest";

import type { Wish as ListedWish } from "../../../service/wish.ts";
import { startChaosProxy } from "../../support/chaos-proxy.ts";
import { it } from "../../support/fixtures.ts";
import { signInForToken } from "../../support/sign-in.ts";

describe("complaint: a retried POST makes duplicate rows", () => {
  it("1,000 wishes through a bad network are 1,000 wishes on the list", async ({ wish, stack }) => {
    const token = await signInForToken(wish, stack.apiUrl);
    await using proxy = await startChaosProxy(stack.apiUrl, 42, { busy: 0.05, reset: 0.05, delay: 0.02 });
    const names = Array.from({ length: 1000 }, (_, index) => `Wish ${index + 1}`);
    const result = await wish.run(["add", "--from", "-", "--api", proxy.origin, "--timeout", "5"], {
      stdin: names.map((name) => `${JSON.stringify({ name })}\n`).join(""),
      environment: { WISH_TOKEN: token },
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    // Every kind of trouble was met, and more than once.
    expect(Math.min(...Object.values(proxy.made))).toBeGreaterThan(5);

    const { stdout } = await wish.run(["list", "--json", "--api", stack.apiUrl]);
    const listed = JSON.parse(stdout) as ListedWish[];
    expect(listed).toHaveLength(1000);
    expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(names));
    // The receipts are those of the lines, in their order.
    const ids = new Map(listed.map(({ name, id }) => [name, id]));
    expect(result.stdout.trimEnd().split("\n")).toEqual(names.map((name) => ids.get(name)));
  }, 180_000);
});
