import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { type LocalStackProcess, startLocalStackProcess } from "../../support/local-stack-process.ts";
import { signIn } from "../../support/sign-in.ts";
import { createWish, type Wish } from "../../support/wish.ts";

let wish: Wish;
let dataFolder: string;
let stack: LocalStackProcess;

beforeAll(async () => {
  wish = await createWish();
  dataFolder = join(wish.home, "data");
  stack = await startLocalStackProcess("--port", "0", "--issuer-port", "0", "--data", dataFolder);
  await wish.run(["init", stack.apiUrl]);
  await signIn(wish, stack.apiUrl);
});
afterAll(async () => {
  await stack.stop("SIGKILL");
  await wish[Symbol.asyncDispose]();
});

it("has every acknowledged wish after kill -9, and still takes the tokens from before", async () => {
  const acknowledged: string[] = [];
  const adding = Array.from({ length: 12 }, async (_, n) => {
    const { exitCode, stdout } = await wish.run(["add", "--name", `Wish ${n}`]);
    if (exitCode === 0) acknowledged.push(stdout.trim());
    if (acknowledged.length === 4) await stack.stop("SIGKILL");
  });
  await Promise.all(adding);
  expect(acknowledged.length).toBeGreaterThanOrEqual(4);

  const { apiPort, issuerPort } = stack;
  stack = await startLocalStackProcess("--port", apiPort, "--issuer-port", issuerPort, "--data", dataFolder);
  const { stdout } = await wish.run(["list", "--json"]);
  const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(ids).size).toBe(ids.length);
  expect(await wish.run(["add", "--name", "After the restart"])).toMatchObject({ exitCode: 0 });
}, 120_000);

it("refuses a second stack on the same data", async () => {
  const second = startLocalStackProcess("--port", "0", "--issuer-port", "0", "--data", dataFolder);
  await expect(second).rejects.toThrow(/Another process is using/u);
});

it("ends with 0 on ctrl-C", async () => {
  expect(await stack.stop("SIGINT")).toBe(0);
});
