import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type TestApi, startApi } from "../../support/api.ts";
import { startIssuer, type TestIssuer } from "../../support/scripted-issuer.ts";
import { startProxy, type TestProxy } from "../../support/proxy.ts";
import { startTlsServer } from "../../support/tls.ts";
import { buildWish, type Wish } from "../../support/built-wish.ts";

let wish: Wish;
let issuer: TestIssuer;
let api: TestApi;
let proxy: TestProxy;

beforeAll(async () => {
  wish = await buildWish();
});
afterAll(() => wish[Symbol.asyncDispose]());
beforeEach(async () => {
  issuer = await startIssuer();
  api = await startApi(issuer.issuer);
  proxy = await startProxy();
});
afterEach(async () => {
  for (const server of [proxy, api, issuer]) await server[Symbol.asyncDispose]();
});

const run = (args: string[], environment: Record<string, string>) =>
  wish.run([...args, "--api", api.apiUrl], { environment });

describe("complaint 10: the proxy is ignored", () => {
  test.each(["HTTP_PROXY", "http_proxy"])("%s is used for the API and for the issuer alike", async (variable) => {
    const environment = { [variable]: proxy.address };
    expect(await run(["login"], environment)).toMatchObject({ exitCode: 0 });
    expect(await run(["add", "--name", "Tea"], environment)).toMatchObject({ exitCode: 0, stdout: "new\n" });
    expect(proxy.asked).toContain(`POST ${issuer.origin}/oauth/token`);
    expect(proxy.asked).toContain(`POST ${api.apiUrl}`);
    expect(proxy.asked).toHaveLength(issuer.received.length + api.received.length);
  });

  test.each(["HTTPS_PROXY", "https_proxy"])(
    "%s is used for https, as a tunnel that sees no request",
    async (variable) => {
      await using tls = await startTlsServer();
      const environment = { [variable]: proxy.address, NODE_EXTRA_CA_CERTS: tls.authorityFile };
      const result = await wish.run(["list", "--api", tls.origin], { environment });
      expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Tea") as string });
      expect(proxy.asked).toEqual([`CONNECT ${new URL(tls.origin).host}`]);
    },
  );

  test("NO_PROXY names what is reached directly", async () => {
    const environment = { HTTP_PROXY: proxy.address, NO_PROXY: "example.org,127.0.0.1" };
    expect(await run(["list"], environment)).toMatchObject({ exitCode: 0 });
    expect(proxy.asked).toEqual([]);
  });

  test("a user name and a password in it are for the proxy, and shown to nobody", async () => {
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

  test("a proxy that refuses is named", async () => {
    await using tls = await startTlsServer();
    proxy.refuses = true;
    const environment = { HTTPS_PROXY: proxy.address, NODE_EXTRA_CA_CERTS: tls.authorityFile };
    const result = await wish.run(["list", "--api", tls.origin], { environment });
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    expect(result.stderr).toContain(`HTTPS_PROXY is ${proxy.address}`);
    expect(result.stderr).toContain("The proxy did not let it through");
    expect(tls.requests).toBe(0);
  });

  test("a proxy on another machine is not asked for this one", async () => {
    // A name that resolves nowhere: to ask it would fail.
    const result = await run(["list"], { HTTP_PROXY: "http://proxy.invalid:3128" });
    expect(result).toMatchObject({ exitCode: 0 });
  });

  test("a variable that holds no address is said to", async () => {
    const result = await run(["list"], { HTTP_PROXY: "socks5://127.0.0.1:1" });
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("HTTP_PROXY does not hold") as string,
    });
  });
});
