import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { WishPage } from "../../service/answers.ts";
import { wishesPath } from "../../service/contract.ts";
import { startTestStack, type TestStack } from "../support/local-stack.ts";
import { contractFetch as fetch } from "../support/openapi.ts";
import { signIn } from "../support/sign-in.ts";
import { storedWish } from "../support/stored-wish.ts";
import { storeOn } from "../support/table.ts";
import { createWish, type Wish } from "../support/wish.ts";

let stack: TestStack;
let program: Wish;
let url: string;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startTestStack({
    onAccess: (entry) => logged.push(JSON.stringify(entry)),
    onFunctionOutput: (_name, line) => logged.push(line),
  });
  url = `${stack.apiUrl}${wishesPath}`;
  program = await createWish();
});
afterAll(async () => {
  await stack.close();
  await program[Symbol.asyncDispose]();
});

const wish = (...args: string[]) => program.run(args);

async function accessToken(): Promise<string> {
  return (await wish("token")).stdout.trim();
}

function post(token: string | undefined, body: object = { name: "By hand" }): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
}

describe("the main job, through the built program and the whole local stack", () => {
  it("is set up with one address, signs in, adds and lists", async () => {
    expect(await wish("init", stack.apiUrl)).toMatchObject({ exitCode: 0 });
    expect(await signIn(program, stack.apiUrl)).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("as Ada"),
    });

    const added = await wish(
      "add",
      "--name",
      "Kite 🪁",
      "--url",
      "https://example.org/kite",
      "--description",
      "a\tb\nc",
    );
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });
    const id = added.stdout.trim();

    const { stdout } = await wish("list");
    const line = `^${id}\tKite 🪁\thttps://example.org/kite\ta\\\\tb\\\\nc\t2.*Z\t{5}wanted\t2.*Z\t1\tdefault\n$`;
    expect(stdout).toMatch(new RegExp(line, "u"));
    const [listed] = JSON.parse((await wish("list", "--json")).stdout) as unknown[];
    expect(listed).toMatchObject({ id, name: "Kite 🪁", description: "a\tb\nc" });
  });

  it("keeps neither token in a log", async () => {
    const token = await accessToken();
    expect(logged.length).toBeGreaterThan(3);
    expect(logged.filter((line) => line.includes(token.slice(-20)) || /Bearer|eyJ|auth0\|/u.test(line))).toEqual([]);
  });

  it("leaves with 4 and adds nothing when nobody is signed in", async () => {
    await using nobody = await createWish();
    expect(await nobody.run(["list", "--api", stack.apiUrl])).toMatchObject({ exitCode: 0 });
    expect(await nobody.run(["add", "--name", "x", "--api", stack.apiUrl])).toMatchObject({
      exitCode: 4,
      stdout: "",
      stderr: expect.stringContaining("wish login"),
    });
  });
});

describe("plain HTTP", () => {
  it("lists for anybody", async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ Items: expect.any(Array), Count: expect.any(Number) });
  });

  it("refuses to add without a token", async () => {
    const response = await post(undefined);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.text()).toBe('{"message":"Unauthorized"}');
  });

  it("refuses a token that was tampered with", async () => {
    const [header, payload = "", signature] = (await accessToken()).split(".");
    const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), sub: "auth0|somebody-else" };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    const response = await post(forged);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer scope="create:wishes" error="invalid_token"/u);
  });

  it("adds with the token that wish prints", async () => {
    expect((await post(await accessToken())).status).toBe(201);
  });

  it("answers 404 to a method that there is not", async () => {
    const response = await fetch(url, { method: "PUT" });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('{"message":"Not Found"}');
  });
});

describe("a long list", () => {
  const count = 1000;

  beforeAll(async () => {
    const before = ((await (await fetch(url)).json()) as WishPage).Count;
    const store = storeOn(stack.dynamodb);
    const long = { description: "🎁".repeat(2000), url: `https://example.org/${"a".repeat(2028)}` };
    const createdAt = new Date().toISOString();
    // Past the API, which would take longer.
    await pMap(
      Array.from({ length: count - before }, (_, n) => `${n} ${"é".repeat(190)}`),
      (name, n) => store.add(storedWish({ id: `long-${n}`, name, ...long, createdAt }), new AbortController().signal),
      { concurrency: 8 },
    );
  });

  it("comes whole, through a slow reader too", async () => {
    const { stdout } = program.start(["list", "--json"]);
    // Reads one piece at a time and lets the writer run into a full pipe in between.
    const pieces: Buffer[] = [];
    for await (const piece of stdout) {
      pieces.push(piece as Buffer);
      if (pieces.length % 50 === 0) await pause(1);
    }
    const listed = JSON.parse(Buffer.concat(pieces).toString()) as { name: string }[];
    expect(listed).toHaveLength(count);
    expect(new Set(listed.map(({ name }) => name)).size).toBeGreaterThan(count - 5);
  });
});

it("leaves no token on disk after signing out", async () => {
  const tokens = JSON.stringify(await accessToken()).slice(-30, -1);
  expect(await wish("logout")).toMatchObject({ exitCode: 0 });
  const files = await readdir(program.home, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
  );
  expect(texts.filter((text) => text.includes(tokens) || text.includes("eyJ"))).toEqual([]);
});
