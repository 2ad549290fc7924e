import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

import { describe, it, type TestContext } from "vitest";

import { jwtAuthorizer, route, startGateway } from "../../infra/local/gateway/start-gateway.ts";
import { count } from "../../support/figures.ts";
import { createIssuerKey, discoveryPath, jwksPath, startMintingIssuer } from "../../support/minting-issuer.ts";

const secondMilliseconds = 1000;
const hourMilliseconds = 3600 * secondMilliseconds;
const daySeconds = 24 * 3600;

const key = await createIssuerKey();

/** A gateway that trusts a new issuer, with a clock that stands still until it is moved. */
async function serve({ onTestFinished }: TestContext) {
  const issuer = await startMintingIssuer(key);
  const clock = { milliseconds: Date.now() };
  const authorizer = jwtAuthorizer(issuer.issuer);
  const gateway = await startGateway({
    routes: [route("POST /x", { authorizer }), route("GET /open")],
    now: () => clock.milliseconds,
  });
  onTestFinished(async () => {
    await gateway.close();
    await issuer.close();
  });
  const post = async (token: string) => {
    const { status, headers } = await gateway.send("POST /x", { headers: { authorization: `Bearer ${token}` } });
    const [, words] = /error_description="([^"]*)"/u.exec(headers["www-authenticate"] ?? "") ?? [];
    return words === undefined ? status : `${status} ${words}`;
  };
  /** Good from the beginning of the clock, for ten days. */
  const startSeconds = Math.floor(clock.milliseconds / 1000);
  const mint = (header: Record<string, unknown> = {}) =>
    issuer.mint({ iat: startSeconds, exp: startSeconds + 10 * daySeconds }, header);
  const keyFetches = () => issuer.requests.filter((path) => path === jwksPath).length;
  const breakDown = () => issuer.answers.set(discoveryPath, (response) => response.socket?.destroy());
  return { issuer, clock, gateway, post, mint, keyFetches, breakDown };
}

const failures = {
  [discoveryPath]: "401 OIDC discovery endpoint communication error",
  [jwksPath]: "401 JWKS communication error",
};

type Answer = (response: ServerResponse, usual: string) => void;

/** What is wrong with an answer of the issuer, whichever document it is. */
const troubles: [name: string, answer: Answer][] = [
  ["nothing for 1.5 seconds", () => {}],
  ["a byte at a time", (response, usual) => drip(response, usual)],
  ["a head and nothing more", (response) => response.writeHead(200).flushHeaders()],
  ["half of it", (response, usual) => void response.writeHead(200).write(usual.slice(0, usual.length / 2))],
  ["half of it, then a cut line", (response, usual) => cut(response, usual)],
  ["a cut line", (response) => void response.socket?.destroy()],
  ["no HTTP", (response) => void response.socket?.end("SSH-2.0-OpenSSH_9.9\r\n")],
  ["204", (response) => void response.writeHead(204).end()],
  ["201 with the right document", (response, usual) => void response.writeHead(201).end(usual)],
  ["400", (response, usual) => void response.writeHead(400).end(usual)],
  ["404", (response) => void response.writeHead(404).end("Not found")],
  ["429", (response) => void response.writeHead(429, { "retry-after": "1" }).end("{}")],
  ["500", (response) => void response.writeHead(500).end()],
  ["503", (response, usual) => void response.writeHead(503).end(usual)],
  ...[301, 302, 303, 307, 308].map((status): [string, Answer] => [
    `a redirect (${status}) to where the document is`,
    (response) => void response.writeHead(status, { location: "/moved" }).end(),
  ]),
  ["a redirect to itself", (response) => void response.writeHead(302, { location: response.req.url ?? "" }).end()],
  ["150,001 bytes", (response, usual) => void response.end(usual.padEnd(150_001))],
  [
    "200,000 bytes that it says are 100",
    (response) => void response.writeHead(200, { "content-length": "100" }).end("[".repeat(100)),
  ],
  ["bytes without end", (response) => endless(response)],
  [
    "5 MB in a gzip of 5 KB",
    (response, usual) =>
      void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(usual.padEnd(5_000_000))),
  ],
  [
    "what is called gzip and is not",
    (response, usual) => void response.writeHead(200, { "content-encoding": "gzip" }).end(usual),
  ],
  ["nothing at all", (response) => void response.end()],
  [
    "a page",
    (response) =>
      void response.writeHead(200, { "content-type": "text/html" }).end("<html>Down for maintenance</html>"),
  ],
  ["an array", (response) => void response.end("[]")],
  ["null", (response) => void response.end("null")],
  ["a number", (response) => void response.end("1")],
  ["an object that says nothing", (response) => void response.end("{}")],
  ["a document nested 50,000 deep", (response) => void response.end(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)],
  ["a document cut short", (response, usual) => void response.end(usual.slice(0, -1))],
  ["a document with a byte order mark inside", (response, usual) => void response.end(usual.replace(":", ":\uFEFF"))],
  ["UTF-16", (response, usual) => void response.end(Buffer.from(usual, "utf16le"))],
];

function drip(response: ServerResponse, text: string): void {
  let sent = 0;
  const timer = setInterval(() => response.write(text.charAt((sent += 1) - 1)), 50);
  response.on("close", () => clearInterval(timer));
}

function cut(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-length": text.length }).write(text.slice(0, 20), () => response.socket?.destroy());
}

function endless(response: ServerResponse): void {
  const piece = Buffer.alloc(64 * 1024, "[");
  const more = () => {
    let goesOn = true;
    while (goesOn && !response.destroyed) goesOn = response.write(piece);
  };
  response.on("drain", more);
  more();
}

describe.each([
  ["the discovery document", discoveryPath],
  ["the key set", jwksPath],
] as const)("%s comes wrong", (_, path) => {
  it.concurrent.for(troubles)("as %s: 401 in time, and 200 once it is well", async ([, answer], context) => {
    const { expect } = context;
    const { issuer, clock, gateway, post, mint } = await serve(context);
    const usual = await (await fetch(issuer.issuer.slice(0, -1) + path)).text();
    issuer.answers.set("/moved", (response) => response.end(usual));
    issuer.answers.set(path, (response) => answer(response, usual));

    const token = mint();
    const startMilliseconds = performance.now();
    const refused = post(token);
    expect((await gateway.send("GET /open")).status).toBe(200);
    expect(await refused).toBe(failures[path]);
    expect(performance.now() - startMilliseconds).toBeLessThan(5 * secondMilliseconds);
    expect(issuer.requests).not.toContain("/moved");

    issuer.answers.clear();
    clock.milliseconds += secondMilliseconds;
    expect(await post(token)).toBe(200);
    count(context, "ways in which an issuer answers wrong, each refused in time and forgiven once it is well");
  });

  it.concurrent.for([
    ["text/plain", (text: string) => text],
    ["text/html", (text: string) => text],
    ["application/octet-stream", (text: string) => text],
    [undefined, (text: string) => text],
    ["application/json", (text: string) => ` \n${text}\n `],
    ["application/json", (text: string) => text.padEnd(150_000)],
  ] as const)("as %s, but right: 200", async ([contentType, change], context) => {
    const { expect } = context;
    const { issuer, post, mint } = await serve(context);
    const usual = await (await fetch(issuer.issuer.slice(0, -1) + path)).text();
    const headers = contentType === undefined ? {} : { "content-type": contentType };
    issuer.answers.set(path, (response) => response.writeHead(200, headers).end(change(usual)));
    expect(await post(mint())).toBe(200);
    count(context, "unusual ways in which an issuer answers right, each accepted");
  });
});

it("ends a stalled answer in time, although memory is collected meanwhile", async (context) => {
  const { expect } = context;
  const { issuer, post, mint } = await serve(context);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const timer = setInterval(collect, 50);
  context.onTestFinished(() => clearInterval(timer));
  issuer.answers.set(jwksPath, (response) => response.writeHead(200).write('{"keys":['));
  const startMilliseconds = performance.now();
  expect(await post(mint())).toBe(failures[jwksPath]);
  expect(performance.now() - startMilliseconds).toBeLessThan(4 * secondMilliseconds);
});

describe("many requests at once", () => {
  it("wait together for a slow issuer, and ask it once", async (context) => {
    const { expect } = context;
    const { issuer, post, keyFetches, mint } = await serve(context);
    issuer.answers.set(jwksPath, () => {});
    const startMilliseconds = performance.now();
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(mint())));
    expect(new Set(answers)).toEqual(new Set([failures[jwksPath]]));
    expect(performance.now() - startMilliseconds).toBeLessThan(4 * secondMilliseconds);
    expect(keyFetches()).toBe(1);
  });

  it("with made-up key ids do not flood an issuer, well or not", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint, keyFetches } = await serve(context);
    expect(await post(mint())).toBe(200);
    const ask = async () => {
      for (let n = 0; n < 200; n += 1) {
        clock.milliseconds += 100;
        await post(mint({ kid: `made-up-${n}` }));
      }
    };
    await ask();
    // Twenty seconds: once every ten.
    expect(keyFetches()).toBe(3);
    issuer.answers.set(jwksPath, (response) => response.writeHead(503).end());
    await ask();
    // Once a second while it fails.
    expect(keyFetches()).toBeLessThanOrEqual(3 + 20);
    expect(await post(mint())).toBe(200);
  });
});

describe("an issuer that is out of reach", () => {
  it("is not needed for two hours, lets nobody in after them, and everybody as soon as it is back", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint, breakDown } = await serve(context);
    expect(await post(mint())).toBe(200);
    breakDown();
    clock.milliseconds += 2 * hourMilliseconds - 1;
    expect(await post(mint())).toBe(200);
    clock.milliseconds += 1;
    expect(await post(mint())).toBe(failures[discoveryPath]);
    issuer.answers.clear();
    clock.milliseconds += secondMilliseconds;
    expect(await post(mint())).toBe(200);
  });

  it("is asked again after two hours, not sooner", async (context) => {
    const { expect } = context;
    const { clock, post, mint, keyFetches } = await serve(context);
    for (const minutes of [0, 30, 60, 29, 1, 60, 60]) {
      clock.milliseconds += minutes * 60 * secondMilliseconds;
      expect(await post(mint())).toBe(200);
    }
    expect(keyFetches()).toBe(3);
  });
});

describe("keys that change", () => {
  it("let nobody wait when the next key was published before", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint, keyFetches } = await serve(context);
    const before = mint();
    const [oldKey] = issuer.keys;
    await issuer.rotateKey();
    issuer.keys = [...(oldKey ? [oldKey] : []), ...issuer.keys];
    expect([await post(before), await post(mint())]).toEqual([200, 200]);
    expect(keyFetches()).toBe(1);
    clock.milliseconds += hourMilliseconds;
    expect([await post(before), await post(mint())]).toEqual([200, 200]);
  });

  it("are found when the old key is gone at once", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint } = await serve(context);
    const before = mint();
    expect(await post(before)).toBe(200);
    await issuer.rotateKey();
    clock.milliseconds += 10 * secondMilliseconds;
    expect(await post(mint())).toBe(200);
    expect(await post(before)).toBe("401 the issuer has no such key");
  });

  it("are not seen for ten seconds after a fetch", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint } = await serve(context);
    expect(await post(mint())).toBe(200);
    await issuer.rotateKey();
    clock.milliseconds += 10 * secondMilliseconds - 1;
    expect(await post(mint())).toBe("401 the issuer has no such key");
    clock.milliseconds += 1;
    expect(await post(mint())).toBe(200);
  });

  it("are trusted for two hours after they were withdrawn, if no other was asked for", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint } = await serve(context);
    const before = mint();
    expect(await post(before)).toBe(200);
    await issuer.rotateKey();
    clock.milliseconds += 2 * hourMilliseconds - 1;
    expect(await post(before)).toBe(200);
    clock.milliseconds += 1;
    expect(await post(before)).toBe("401 the issuer has no such key");
  });

  it("may move to another jwks_uri", async (context) => {
    const { expect } = context;
    const { issuer, clock, post, mint } = await serve(context);
    expect(await post(mint())).toBe(200);
    const document = JSON.stringify({ issuer: issuer.issuer, jwks_uri: `${issuer.issuer}moved` });
    issuer.answers.set(discoveryPath, (response) => response.end(document));
    issuer.answers.set(jwksPath, (response) => response.writeHead(404).end());
    issuer.answers.set("/moved", (response) => response.end(JSON.stringify({ keys: issuer.keys })));
    clock.milliseconds += 2 * hourMilliseconds;
    expect(await post(mint())).toBe(200);
  });

  it("may share one id: each of them counts, and no other", async (context) => {
    const { expect } = context;
    const { issuer, post, mint } = await serve(context);
    const sign = () => mint({ kid: "same" });
    const [first, firstKeys] = [sign(), issuer.keys];
    await issuer.rotateKey();
    const [second, secondKeys] = [sign(), issuer.keys];
    await issuer.rotateKey();
    const third = sign();
    issuer.keys = [...firstKeys, ...secondKeys];
    for (const key of issuer.keys) key.kid = "same";
    expect([await post(first), await post(second)]).toEqual([200, 200]);
    expect(await post(third)).toBe("401 the token signature does not match");
  });
});
