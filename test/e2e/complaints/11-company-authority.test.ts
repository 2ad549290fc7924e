import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { startTlsServer, type TlsServer } from "../../support/tls.ts";

interface Fixtures {
  tls: TlsServer;
  list(environment?: Record<string, string>): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  tls: async ({}, use) => {
    await using tls = await startTlsServer();
    await use(tls);
  },
  list: ({ wish, tls }, use) => use((environment = {}) => wish.run(["list", "--api", tls.origin], { environment })),
});

describe("complaint 11: the certificate authority of a company", () => {
  it("is asked for by the variable to set, and turning the check off is never the advice", async ({ list, tls }) => {
    const result = await list();
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    expect(result.stderr).toContain("(DEPTH_ZERO_SELF_SIGNED_CERT)");
    expect(result.stderr).toContain("set NODE_EXTRA_CA_CERTS to its PEM file");
    expect(result.stderr).not.toMatch(/REJECT_UNAUTHORIZED|insecure/iu);
    expect(tls.requests).toBe(0);
  });

  it("is trusted once it is set", async ({ list, tls }) => {
    expect(await list({ NODE_EXTRA_CA_CERTS: tls.authorityFile })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Tea") as string,
    });
  });
});
