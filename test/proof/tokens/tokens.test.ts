import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import { type Answer, send, sendRaw } from "../../infra/local/gateway/start-gateway.ts";
import { count } from "../../support/figures.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { startMintingIssuer, testAudience, type MintingIssuer } from "../../support/minting-issuer.ts";
import { seed } from "../../support/seed.ts";
import { forgedClaims, trueClaims } from "./forged-claims.ts";
import { forgedSignatures, trueHeaders } from "./forged-signatures.ts";
import { forgedSpellings } from "./forged-spelling.ts";
import { foreignJwk } from "./keys.ts";

const issuer: MintingIssuer = await startMintingIssuer();
/** Where a forger would like the authorizer to look for keys. */
const elsewhere: MintingIssuer = await startMintingIssuer();
elsewhere.answers.set("/jwks.json", (response) => response.end(JSON.stringify({ keys: [foreignJwk("theirs")] })));

const nowSeconds = Math.floor(Date.now() / 1000);
const target = `POST ${wishesPath}`;

let stack: TestStack;
let port: number;
let sent = 0;
let accepted = 0;

beforeAll(async () => {
  const tenant = { issuer: issuer.issuer, clientId: "wish-cli", audience: testAudience };
  stack = await startTestStack({ tenant });
  port = Number(new URL(stack.apiUrl).port);
});

afterAll(async () => {
  await stack.close();
  await Promise.all([issuer.close(), elsewhere.close()]);
});

const mint: MintingIssuer["mint"] = (claims, header) => issuer.mint({ scope: "create:wishes", ...claims }, header);

/** Tries to add a wish. */
async function add(headers: Record<string, string | string[]>, path = target): Promise<Answer> {
  sent += 1;
  const answer = await send(port, path, {
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ name: `Wish ${sent}` }),
  });
  if (answer.status === 201) accepted += 1;
  return answer;
}

const addWith = (token: string) => add({ authorization: `Bearer ${token}` });

const refusals: Record<number, object> = {
  401: { body: '{"message":"Unauthorized"}', headers: { "www-authenticate": expect.stringMatching(/^Bearer/u) } },
  403: { body: '{"message":"Forbidden"}' },
};

function expectRefused(answer: Answer): void {
  expect(Object.keys(refusals)).toContain(String(answer.status));
  expect(answer).toMatchObject(refusals[answer.status] ?? {});
}

describe("a forged token is refused", () => {
  it.each(forgedSignatures(issuer, elsewhere.issuer))("%s", async (_, token) => {
    expectRefused(await addWith(token()));
  });

  it.each(forgedClaims(issuer.issuer, nowSeconds))("signed by the issuer: %s", async (_, claims) => {
    expectRefused(await addWith(mint(claims)));
  });

  it.each(forgedSpellings)("good, but spelled: %s", async (_, spell) => {
    expectRefused(await addWith(spell(mint())));
  });

  it("with any one of its letters changed", async (context) => {
    const token = mint();
    for (let index = 0; index < token.length; index += 1) {
      const other = token[index] === "A" ? "B" : "A";
      expectRefused(await addWith(`${token.slice(0, index)}${other}${token.slice(index + 1)}`));
    }
    count(context, "forgeries refused, each with one letter of a good token changed", token.length);
  });

  it("with any one of its letters missing", async (context) => {
    const token = mint();
    for (let index = 0; index < token.length; index += 1) {
      expectRefused(await addWith(token.slice(0, index) + token.slice(index + 1)));
    }
    count(context, "forgeries refused, each with one letter of a good token missing", token.length);
  });

  it("whatever is right about it, as soon as one thing is wrong", async (context) => {
    const wrong = forgedClaims(issuer.issuer, nowSeconds);
    let combinations = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...wrong),
        fc.subarray(wrong, { maxLength: 3 }),
        fc.subarray(trueClaims(issuer.issuer, nowSeconds), { maxLength: 3 }),
        fc.constantFrom(...trueHeaders),
        async ([, claims], more, harmless, [, header]) => {
          combinations += 1;
          // The wrong claim comes last, so that nothing mends it.
          const all = [...harmless, ...more].map(([, each]) => without(each, claims));
          expectRefused(await addWith(mint(Object.assign({}, ...all, claims), header)));
        },
      ),
      { seed, numRuns: 500 },
    );
    count(context, "forgeries refused, each a combination drawn at random", combinations);
  });
});

/** Claims that decide together with the wrong one are left out: `client_id` beside `aud`, `scp` beside `scope`. */
function without(claims: Record<string, unknown>, wrong: Record<string, unknown>): Record<string, unknown> {
  const together = ["aud", "client_id", "scope", "scp"].some((name) => name in wrong);
  if (!together) return claims;
  return Object.fromEntries(
    Object.entries(claims).filter(([name]) => !["aud", "client_id", "scope", "scp"].includes(name)),
  );
}

describe("a good token is refused", () => {
  it.each([
    "bearer ",
    "BEARER ",
    "Bearer:",
    "Bearer=",
    "Bearer",
    "Bearer\t",
    "Bearer  ",
    "Bearer Bearer ",
    "Basic ",
    "DPoP ",
    "Token ",
    "JWT ",
    "bearer",
    "OAuth ",
    ", Bearer ",
  ])("behind the scheme %j", async (scheme) => {
    expectRefused(await add({ authorization: `${scheme}${mint()}` }));
  });

  it.each<[string, (token: string) => [headers: Record<string, string>, path?: string]]>([
    ["in the query", (token) => [{}, `${target}?access_token=${token}`]],
    ["in the query as Authorization", (token) => [{}, `${target}?Authorization=Bearer%20${token}`]],
    ["in a cookie", (token) => [{ cookie: `Authorization=Bearer ${token}; access_token=${token}` }]],
    ["in X-Authorization", (token) => [{ "x-authorization": `Bearer ${token}` }]],
    ["in Proxy-Authorization", (token) => [{ "proxy-authorization": `Bearer ${token}` }]],
    ["in X-Forwarded-Authorization", (token) => [{ "x-forwarded-authorization": `Bearer ${token}` }]],
    ["in X-Amzn-Authorization", (token) => [{ "x-amzn-remapped-authorization": `Bearer ${token}` }]],
    ["in Authorization_", (token) => [{ authorization_: `Bearer ${token}` }]],
  ])("%s", async (_, present) => {
    expectRefused(await add(...present(mint())));
  });

  it.each([
    ["itself", () => `Bearer ${mint()}`],
    ["nothing", () => ""],
    ["a word", () => "x"],
  ])("in one of two Authorization headers, beside %s", async (_, other) => {
    for (const authorization of [
      [`Bearer ${mint()}`, other()],
      [other(), `Bearer ${mint()}`],
    ]) {
      const head = [
        `${target} HTTP/1.1`,
        "Host: localhost",
        ...authorization.map((value) => `Authorization: ${value}`),
      ];
      const answer = await sendRaw(port, `${[...head, "Connection: close"].join("\r\n")}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 401 /u);
    }
  });

  it.each([
    ["a line break", "\n"],
    ["a folded line", "\r\n "],
    ["a null byte", "\u0000"],
  ])("with %s in it, as bad HTTP or as bad token", async (_, text) => {
    const token = mint();
    const value = `Bearer ${token.slice(0, 30)}${text}${token.slice(30)}`;
    const answer = await sendRaw(
      port,
      `${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${value}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[01] /u);
  });

  it.each([10_300, 100_000])("in a head of %i bytes", async (bytes) => {
    const { status } = await add({ authorization: `Bearer ${mint()}`, "x-filler": "x".repeat(bytes) });
    expect(status).toBe(431);
  });
});

describe("a good token is accepted", () => {
  it.each(trueClaims(issuer.issuer, nowSeconds))("claims: %s", async (_, claims) => {
    expect((await addWith(mint(claims))).status).toBe(201);
  });

  it.each(trueHeaders)("header: %s", async (_, header) => {
    expect((await addWith(mint({}, header))).status).toBe(201);
  });

  it("without the scheme, as the authorizer allows", async () => {
    expect((await add({ authorization: mint() })).status).toBe(201);
  });

  it("in a header of 9 KB", async () => {
    const token = mint({ filler: "x".repeat(6000) });
    expect(token.length).toBeGreaterThan(8500);
    expect((await addWith(token)).status).toBe(201);
  });

  it("whatever its header is called, in upper or lower case", async () => {
    expect((await add({ AUTHORIZATION: `Bearer ${mint()}` })).status).toBe(201);
  });
});

it("has added what came with good tokens, and nothing else", async (context) => {
  const { Items } = JSON.parse((await send(port, `GET ${wishesPath}`)).body) as WishPage;
  expect(accepted).toBeGreaterThan(20);
  expect(Items).toHaveLength(accepted);
  count(context, "requests with a token in all", sent);
  count(context, "of them accepted, each with a good token", accepted);
});

it("has asked nobody but the issuer for keys", () => {
  expect(elsewhere.requests).toEqual([]);
});
