import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Issuer } from "../../../../infra/local/issuer/issuer.ts";
import { audience, clientId, createClient, startTestIssuer } from "./client.ts";

let dataFolder: string;
let issuers: Issuer[];

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "wish-issuer-"));
  issuers = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(issuers.map((issuer) => issuer.close()));
  await rm(dataFolder, { recursive: true });
});

async function start(port = 0): Promise<Issuer> {
  const issuer = await startTestIssuer({ dataFolder, port });
  issuers.push(issuer);
  return issuer;
}

function portOf(issuerUrl: string): number {
  return Number(new URL(issuerUrl).port);
}

describe("after a restart", () => {
  it("verifies tokens from before, and refreshes", async () => {
    const before = await start();
    const tokens = await createClient(before.issuerUrl).signIn("Ada");
    await before.close();

    const after = await start(portOf(before.issuerUrl));

    const keys = createRemoteJWKSet(new URL(`${after.issuerUrl}.well-known/jwks.json`));
    await expect(jwtVerify(tokens.access_token, keys, { issuer: after.issuerUrl, audience })).resolves.toBeDefined();
    expect((await createClient(after.issuerUrl).refresh(tokens.refresh_token)).status).toBe(200);
  });

  it("still knows a code that nobody has confirmed yet", async () => {
    const before = await start();
    const { device_code: deviceCode } = await createClient(before.issuerUrl).askForCode();
    await before.close();

    const after = await start(portOf(before.issuerUrl));

    expect((await createClient(after.issuerUrl).poll(deviceCode)).body["error"]).toBe("authorization_pending");
  });

  it("keeps a refresh token that was handed out right before the process was killed", async () => {
    const issuerModule = fileURLToPath(new URL("../../../../infra/local/issuer/issuer.ts", import.meta.url));
    const program = `
      import { startIssuer } from ${JSON.stringify(issuerModule)};
      const options = ${JSON.stringify({ port: 0, dataFolder, clientId, audience, scopes: [] })};
      console.log((await startIssuer(options)).issuerUrl);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
    try {
      const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
      const issuerUrl = line.trim();
      const client = createClient(issuerUrl);
      const tokens = await client.signIn("Ada");
      await expect(start(), "while the other process runs").rejects.toThrow("Another process is using");
      const rotated = (await client.refresh(tokens.refresh_token)).body["refresh_token"]!;
      child.kill("SIGKILL");
      await once(child, "exit");

      const after = await start(portOf(issuerUrl));

      expect((await createClient(after.issuerUrl).refresh(rotated)).status).toBe(200);
      expect(complaints, "oidc-provider warns on Node.js 20").toBe("");
    } finally {
      child.kill("SIGKILL");
    }
  });
});

describe("what it keeps", () => {
  it("is readable by its owner only", async () => {
    await start();
    const folder = join(dataFolder, "issuer");

    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "signing-keys.json"))).mode & 0o777).toBe(0o600);
  });

  it("is nothing at all without a folder", async () => {
    const issuer = await startTestIssuer();
    await createClient(issuer.issuerUrl).signIn("Ada");
    await issuer.close();

    expect(await readdir(dataFolder)).toEqual([]);
  });
});

it("says what it is to who opens its address in a browser", async () => {
  const { issuerUrl } = await start();
  const response = await fetch(issuerUrl);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
  expect(await response.text()).toContain("npx wish login");
});

describe("it refuses to start", () => {
  it("on a taken port", async () => {
    const { issuerUrl } = await start();

    await expect(startTestIssuer({ port: portOf(issuerUrl) })).rejects.toMatchObject({
      code: "port_unavailable",
      message:
        `Port ${portOf(issuerUrl)} for the local sign-in is taken. ` +
        "Choose another with --issuer-port, or --issuer-port 0 for a free one.",
    });
  });

  it("on a folder in use, and leaves it and the port alone", async () => {
    const first = await start();

    await expect(start()).rejects.toMatchObject({
      code: "data_unusable",
      message: expect.stringContaining(`Another process is using ${join(dataFolder, "issuer")}.`),
    });
    expect((await createClient(first.issuerUrl).signIn("Ada")).access_token).toBeDefined();
  });

  it.each([
    ["records", "records/CURRENT"],
    ["keys", "signing-keys.json"],
  ])("on damaged %s, naming folder and remedy but no secret", async (_what, file) => {
    await (await start()).close();
    const path = join(dataFolder, "issuer", file);
    const kept = await readFile(path, "utf8");
    await writeFile(path, kept.slice(0, kept.length / 2));

    const failure: Error = await start().then(
      () => expect.unreachable("it started"),
      (error: Error) => error,
    );

    expect(failure).toMatchObject({ code: "data_unusable" });
    expect(failure.message).toContain(join(dataFolder, "issuer"));
    expect(failure.message).toMatch(/Delete that folder to start afresh/u);
    expect(failure.message).not.toContain(kept.slice(10, 40));
  });

  it("on a folder that is a file", async () => {
    await writeFile(join(dataFolder, "issuer"), "");

    await expect(start()).rejects.toMatchObject({ code: "data_unusable" });
  });
});

it("answers only to its own name, so that no page of the internet can pass itself off as it", async () => {
  const { issuerUrl } = await start();
  const asked = request(`${issuerUrl}activate`, { headers: { host: `evil.example:${portOf(issuerUrl)}` } }).end();
  const [response] = await once(asked, "response");
  response.resume();

  expect(response.statusCode).toBe(421);
});

it("prints nothing while all goes well", async () => {
  const printed = (["log", "info", "warn", "error"] as const).map((method) => vi.spyOn(console, method));
  const issuer = await start();
  const client = createClient(issuer.issuerUrl);
  const { refresh_token: refreshToken } = await client.signIn("Ada");
  await client.refresh(refreshToken);
  await client.revoke(refreshToken);
  await fetch(`${issuer.issuerUrl}authorize?client_id=${clientId}`);

  for (const method of printed) expect(method).not.toHaveBeenCalled();
});
