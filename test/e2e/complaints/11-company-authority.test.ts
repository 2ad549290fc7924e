import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTlsServer, type TlsServer } from "../../support/tls.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let tls: TlsServer;

beforeAll(async () => {
  wish = await buildWish();
  tls = await startTlsServer();
});
afterAll(async () => {
  await tls[Symbol.asyncDispose]();
  await wish[Symbol.asyncDispose]();
});

const list = (environment: Record<string, string> = {}) => wish.run(["list", "--api", tls.origin], { environment });

describe("complaint 11: the certificate authority of a company", () => {
  test("is asked for by the variable to set, and turning the check off is never the advice", async () => {
    const result = await list();
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    expect(result.stderr).toContain("(DEPTH_ZERO_SELF_SIGNED_CERT)");
    expect(result.stderr).toContain("set NODE_EXTRA_CA_CERTS to its PEM file");
    expect(result.stderr).not.toMatch(/REJECT_UNAUTHORIZED|insecure/iu);
    expect(tls.requests).toBe(0);
  });

  test("is trusted once it is set", async () => {
    expect(await list({ NODE_EXTRA_CA_CERTS: tls.authorityFile })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Tea") as string,
    });
  });
});
