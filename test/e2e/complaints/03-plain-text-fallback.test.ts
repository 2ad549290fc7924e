import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";

const it = base.extend<{ run(args: string[], environment?: Record<string, string>): Promise<Finished> }>({
  run: ({ wish, api }, use) =>
    use((args, environment = {}) => wish.run([...args, "--api", api.apiUrl], { environment })),
});

const noKeychain = { WISH_CREDENTIAL_STORE: "", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };

describe("complaint 3: tokens end up in plain text without a question", () => {
  it.skipIf(process.platform !== "linux")(
    "no keychain is a failure, and nothing is written",
    async ({ wish, issuer, run }) => {
      const result = await run(["login"], noKeychain);
      expect(result).toMatchObject({ exitCode: 4, stdout: "" });
      expect(result.stderr).toContain("The keychain cannot be used:");
      expect(result.stderr).toContain("WISH_TOKEN");
      expect(result.stderr).toContain("WISH_CREDENTIAL_STORE=file, which keeps the tokens in a file");
      expect(await readdir(wish.configFolder).catch(() => [])).toEqual([]);
      expect(issuer.received).toEqual([]);
    },
  );

  it("status keeps saying where the tokens are", async ({ wish, run }) => {
    await run(["login"], { WISH_CREDENTIAL_STORE: "file" });
    const path = join(wish.configFolder, "credentials.json");
    const { stdout } = await run(["status"], noKeychain);
    expect(stdout).toContain(`The tokens are in ${path}, which only you can read.`);
    expect(JSON.parse((await run(["status", "--json"])).stdout)).toMatchObject({ source: "file", file: path });
  });
});
