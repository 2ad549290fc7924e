import { describe, expect } from "vitest";

import { finished } from "../support/finished.ts";
import { it } from "../support/fixtures.ts";
import { type Answer, startServer } from "../support/server.ts";
import { hasWritten } from "../support/wish.ts";

describe("--timeout", () => {
  it("bounds a command that is never answered, and not each of its attempts", async ({ wish, api }) => {
    api.list = () => "silence";
    const result = await wish.run(["list", "--api", api.apiUrl, "--timeout", "0.4"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain("did not answer within the time limit of 0.4 seconds");
    expect(api.received.length).toBeLessThanOrEqual(4);
  });

  it("bounds what comes before a request together with it", async ({ wish, api, issuer }) => {
    await wish.run(["init", api.apiUrl]);
    await wish.run(["login"]);
    issuer.script.onRefresh = () => new Promise(() => {});
    api.add = () => ({ status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
    const result = await wish.run(["add", "--name", "Tea", "--timeout", "1"]);
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toContain(`${new URL(issuer.origin).host} did not answer within the time limit of 1 seconds`);
    expect(issuer.refreshes()).toHaveLength(1);
  });

  it("is for each wish of a file, and leaves a lost request time for another one", async ({ wish, api }) => {
    const keys = new Set<unknown>();
    api.add = ({ headers }) => {
      const isFirst = !keys.has(headers["idempotency-key"]);
      keys.add(headers["idempotency-key"]);
      return isFirst ? "silence" : { status: 201, body: { id: "1" } };
    };
    // Eight at a time, and half of the limit for each: more than the limit for all.
    const result = await wish.run(["add", "--from", "-", "--duplicate", "--api", api.apiUrl, "--timeout", "1"], {
      stdin: '{"name":"Tea"}\n'.repeat(24),
      environment: { WISH_TOKEN: "t" },
    });
    expect(result).toMatchObject({ exitCode: 0, stdout: "1\n".repeat(24), stderr: "" });
  });

  it("leaves time to repeat a request that fails while the first one is not answered", async ({ wish, api }) => {
    const answers: Answer[] = ["silence", "drop", "silence", { status: 200, body: { Items: [], Count: 0 } }];
    api.list = () => answers.shift()!;
    const result = await wish.run(["list", "--json", "--api", api.apiUrl, "--timeout", "4"]);
    expect(result).toMatchObject({ exitCode: 0, stdout: "[]\n", stderr: "" });
    expect(answers).toEqual([]);
  });

  it("is for the API and for the issuer in wish doctor, and blames neither for the other", async ({ wish, api }) => {
    await wish.run(["init", api.apiUrl]);
    api.list = () => "silence";
    const { stdout } = await wish.run(["doctor", "--timeout", "0.5"]);
    expect(stdout).toMatch(/^wrong {2}API answers .*did not answer within the time limit/mu);
    expect(stdout).toMatch(/^ok {5}issuer answers /mu);
  });
});

describe("a host that keeps a command waiting", () => {
  it("is named at a terminal while it is waited for", async ({ wish }) => {
    let answer: (() => void) | undefined;
    await using server = await startServer(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { status: 200, body: { Items: [{ id: "1", name: "Tea" }], Count: 1 } };
    });
    const child = wish.startInTerminal(["list", "--json", "--api", server.origin]);
    const end = finished(child);
    await hasWritten(child, `Waiting for ${new URL(server.origin).host}…`);
    answer?.();
    expect(await end).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('{"id":"1","name":"Tea"}') as string,
    });
  });

  it("is not named in a pipe", async ({ wish, api }) => {
    api.list = () => "silence";
    const { stdout, stderr } = await wish.run(["list", "--api", api.apiUrl, "--timeout", "2.5"]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^wish: .* did not answer within the time limit of 2\.5 seconds\.\n/u);
  });
});
