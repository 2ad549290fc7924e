import { describe, expect } from "vitest";

import type { Finished } from "../../support/finished.ts";
import { it as base } from "../../support/fixtures.ts";
import { startProxy, type TestProxy } from "../../support/proxy.ts";
import { startTlsServer } from "../../support/tls.ts";

interface Fixtures {
  proxy: TestProxy;
  run(args: string[], environment: Record<string, string>): Promise<Finished>;
}

const it = base.extend<Fixtures>({
  proxy: async ({}, use) => {
    await using proxy = await startProxy();
    await use(proxy);
  },
  run: ({ wish, api }, use) => use((args, environment) => wish.run([...args, "--api", api.apiUrl], { environment })),
});

describe("complaint 10: the proxy is ignored", () => {
  it.for(["HTTP_PROXY", "http_proxy"])(
    "%s is used for the API and for the issuer alike",
    async (variable, { api, issuer, proxy, run }) => {
      const environment = { [variable]: proxy.address };
      expect(await run(["login"], environment)).toMatchObject({ exitCode: 0 });
      expect(await run(["add", "--name", "Tea"], environment)).toMatchObject({ exitCode: 0, stdout: "new\n" });
      expect(proxy.asked).toContain(`POST ${issuer.origin}/oauth/token`);
      expect(proxy.asked).toContain(`POST ${api.apiUrl}`);
      expect(proxy.asked).toHaveLength(issuer.received.length + api.received.length);
    },
  );

  it.for(["HTTPS_PROXY", "https_proxy"])(
    "%s is used for https, as a tunnel that sees no request",
    async (variable, { wish, proxy }) => {
      await using tls = await startTlsServer();
      const environment = { [variable]: proxy.address, NODE_EXTRA_CA_CERTS: tls.authorityFile };
      const result = await wish.run(["list", "--api", tls.origin], { environment });
      expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Tea") as string });
      expect(proxy.asked).toEqual([`CONNECT ${new URL(tls.origin).host}`]);
    },
  );

  it("NO_PROXY names what is reached directly", async ({ proxy, run }) => {
    const environment = { HTTP_PROXY: proxy.address, NO_PROXY: "example.org,127.0.0.1" };
    expect(await run(["list"], environment)).toMatchObject({ exitCode: 0 });
    expect(proxy.asked).toEqual([]);
  });

  it("a user name and a password in it are for the proxy, and shown to nobody", async ({ proxy, run }) => {
    const address = proxy.address.replace("//", "//ada:canary@");
    const environment = { HTTP_PROXY: address };
    expect(await run(["list"], environment)).toMatchObject({ exitCode: 0 });
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from("ada:canary").toString("base64")}`]);
    await proxy[Symbol.asyncDispose]();
    const failed = await run(["list", "--debug"], environment);
    expect(failed.exitCode).toBe(6);
    expect(failed.stderr).toContain(`HTTP_PROXY is ${proxy.address}`);
    expect(failed.stdout + failed.stderr).not.toMatch(/canary|ada/u);
  });

  it("a proxy that refuses is named", async ({ wish, proxy }) => {
    await using tls = await startTlsServer();
    proxy.refuses = true;
    const environment = { HTTPS_PROXY: proxy.address, NODE_EXTRA_CA_CERTS: tls.authorityFile };
    const result = await wish.run(["list", "--api", tls.origin], { environment });
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    expect(result.stderr).toContain(`HTTPS_PROXY is ${proxy.address}`);
    expect(result.stderr).toContain("The proxy did not let it through");
    expect(tls.requests).toBe(0);
  });

  it("a proxy on another machine is not asked for this one", async ({ run }) => {
    // A name that resolves nowhere: to ask it would fail.
    const result = await run(["list"], { HTTP_PROXY: "http://proxy.invalid:3128" });
    expect(result).toMatchObject({ exitCode: 0 });
  });

  it("a variable that holds no address is said to", async ({ run }) => {
    const result = await run(["list"], { HTTP_PROXY: "socks5://127.0.0.1:1" });
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("HTTP_PROXY does not hold") as string,
    });
  });
});
