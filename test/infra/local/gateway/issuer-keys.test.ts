import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createIssuerKeys } from "../../../../infra/local/gateway/issuer-keys.ts";
import { discoveryPath, jwksPath, startMintingIssuer, type MintingIssuer } from "../../../support/minting-issuer.ts";

const secondMilliseconds = 1000;
const hourMilliseconds = 3600 * secondMilliseconds;

let issuer: MintingIssuer;
let nowMilliseconds: number;

beforeAll(async () => {
  issuer = await startMintingIssuer();
});

afterAll(() => issuer.close());

beforeEach(() => {
  nowMilliseconds = 1_000_000;
  issuer.requests.length = 0;
  issuer.answers.clear();
});

const createKeys = (of = issuer) => createIssuerKeys(of.issuer, fetch, () => nowMilliseconds);
const jwksFetches = () => issuer.requests.filter((path) => path === jwksPath).length;
const failure = (code: string) => expect.objectContaining({ name: "InvalidToken", code });

type CannedAnswer = [status: number, body: string, headers?: Record<string, string>];

const answerWith = (path: string, [status, body, headers]: CannedAnswer) =>
  issuer.answers.set(path, (response) => response.writeHead(status, headers).end(body));

const discovery = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({ issuer: issuer.issuer, jwks_uri: `${issuer.issuer.slice(0, -1)}${jwksPath}`, ...changes });

describe("keys", () => {
  it("are fetched once for all who ask at the same time", async () => {
    const findKeys = createKeys();
    const found = await Promise.all(Array.from({ length: 50 }, () => findKeys("key-1")));
    expect(found.map(([key]) => key?.id)).toEqual(Array(50).fill("key-1"));
    expect(issuer.requests).toEqual([discoveryPath, jwksPath]);
  });

  it("are kept for two hours", async () => {
    const findKeys = createKeys();
    await findKeys("key-1");
    nowMilliseconds += 2 * hourMilliseconds - 1;
    await findKeys("key-1");
    expect(jwksFetches()).toBe(1);
    nowMilliseconds += 1;
    await findKeys("key-1");
    expect(jwksFetches()).toBe(2);
  });

  it("are fetched anew for an id that is not among them", async () => {
    const rotating = await startMintingIssuer();
    const findKeys = createKeys(rotating);
    await findKeys("key-1");
    await rotating.rotateKey();
    nowMilliseconds += 10 * secondMilliseconds;
    expect(await findKeys("key-2")).toHaveLength(1);
    expect(await findKeys("key-1")).toEqual([]);
    await rotating.close();
  });

  it("are not fetched over and over for made-up ids", async () => {
    const findKeys = createKeys();
    for (let attempt = 0; attempt < 100; attempt += 1) {
      nowMilliseconds += 200;
      expect(await findKeys(`made-up-${attempt}`)).toEqual([]);
    }
    // Twenty seconds: the first fetch and one each ten seconds.
    expect(jwksFetches()).toBe(2);
  });

  it("serve on while the issuer is down and an unknown id is asked for", async () => {
    const findKeys = createKeys();
    await findKeys("key-1");
    nowMilliseconds += 10 * secondMilliseconds;
    answerWith(discoveryPath, [500, ""]);
    await expect(findKeys("made-up")).rejects.toEqual(failure("discovery_failed"));
    expect(await findKeys("key-1")).toHaveLength(1);
  });

  it("come after a failure once a second has passed", async () => {
    const findKeys = createKeys();
    answerWith(jwksPath, [500, ""]);
    await expect(findKeys("key-1")).rejects.toEqual(failure("jwks_failed"));
    issuer.answers.clear();
    await expect(findKeys("key-1")).rejects.toEqual(failure("jwks_failed"));
    expect(jwksFetches()).toBe(1);
    nowMilliseconds += secondMilliseconds;
    expect(await findKeys("key-1")).toHaveLength(1);
  });
});

describe("an issuer fails", () => {
  it.each<[string, () => CannedAnswer]>([
    ["is missing", () => [404, ""]],
    ["is no JSON", () => [200, "<html>"]],
    ["is null", () => [200, "null"]],
    ["is a redirect", () => [302, "", { location: "/moved" }]],
    ["is that of another issuer", () => [200, discovery({ issuer: "https://evil.example/" })]],
    ["lacks the slash of the issuer", () => [200, discovery({ issuer: issuer.issuer.slice(0, -1) })]],
    ["names no jwks_uri", () => [200, discovery({ jwks_uri: undefined })]],
    ["names keys over plain HTTP elsewhere", () => [200, discovery({ jwks_uri: "http://keys.example/jwks.json" })]],
  ])("when its discovery document %s", async (_, answer) => {
    answerWith(discoveryPath, answer());
    answerWith("/moved", [200, discovery()]);
    await expect(createKeys()("key-1")).rejects.toEqual(failure("discovery_failed"));
  });

  it.each<[string, () => CannedAnswer]>([
    ["is missing", () => [404, ""]],
    ["is no JSON", () => [200, "{"]],
    ["is a redirect", () => [302, "", { location: "/moved" }]],
    ["holds no list", () => [200, JSON.stringify({ keys: {} })]],
    ["is over 150,000 bytes", () => [200, JSON.stringify({ keys: issuer.keys, x: "x".repeat(150_000) })]],
  ])("when its key set %s", async (_, answer) => {
    answerWith(jwksPath, answer());
    answerWith("/moved", [200, JSON.stringify({ keys: issuer.keys })]);
    await expect(createKeys()("key-1")).rejects.toEqual(failure("jwks_failed"));
  });

  it("when it takes more than 1.5 seconds, with its first byte or its last", async () => {
    const silent = await startMintingIssuer();
    const endless = await startMintingIssuer();
    silent.answers.set(discoveryPath, () => {});
    endless.answers.set(jwksPath, (response) => response.writeHead(200).write('{"keys":['));
    const startMilliseconds = performance.now();
    await Promise.all([
      expect(createKeys(silent)("key-1")).rejects.toEqual(failure("discovery_failed")),
      expect(createKeys(endless)("key-1")).rejects.toEqual(failure("jwks_failed")),
    ]);
    expect(performance.now() - startMilliseconds).toBeGreaterThan(1400);
    await Promise.all([silent.close(), endless.close()]);
  });

  it("when nobody answers at its address", async () => {
    const gone = await startMintingIssuer();
    await gone.close();
    await expect(createKeys(gone)("key-1")).rejects.toEqual(failure("discovery_failed"));
  });
});

describe("an issuer's address", () => {
  it.each(["https://tenant.eu.auth0.com/", "http://127.0.0.1:8788/", "http://localhost:8788/", "http://[::1]:8788/"])(
    "may be %s",
    (address) => {
      expect(() => createIssuerKeys(address, fetch, Date.now)).not.toThrow();
    },
  );

  it.each([
    "http://tenant.eu.auth0.com/",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://127.0.0.1@evil.example/",
    "ftp://127.0.0.1/",
    "tenant.eu.auth0.com",
    "",
  ])("may not be %j", (address) => {
    expect(() => createIssuerKeys(address, fetch, Date.now)).toThrow(
      expect.objectContaining({ name: "LocalStackFailure", code: "assembly_unusable" }),
    );
  });
});
