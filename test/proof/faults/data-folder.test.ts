import { execFileSync } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import { createClient } from "../../infra/local/issuer/client.ts";
import type { Finished } from "../../support/finished.ts";
import { type LocalStackProcess, startLocalStackProcess } from "../../support/local-stack-process.ts";
import { mountTmpfs, reasonForNoMount } from "../../support/mount.ts";
import { signInForToken } from "../../support/sign-in.ts";
import { createWish } from "../../support/wish.ts";

const noMount = reasonForNoMount();

let folder: string;
let assembly: string;
let first: LocalStackProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-folder-"));
  first = await startStack(join(folder, "first"));
  assembly = join(folder, "assembly");
  await cp(join(folder, "first", "cdk.out"), assembly, { recursive: true });
});
afterAll(async () => {
  await first.stop("SIGTERM");
  await rm(folder, { recursive: true });
});

/** Synthesizes for the first one only. */
function startStack(data: string): Promise<LocalStackProcess> {
  const more = assembly ? ["--assembly", assembly] : [];
  return startLocalStackProcess("--port", "0", "--issuer-port", "0", "--data", data, ...more);
}

/** Mounts a disk of this size, and resolves with its folder. */
async function mountDisk(name: string, size: string): Promise<string> {
  const data = join(folder, name);
  await mkdir(data);
  const { [Symbol.dispose]: unmount } = mountTmpfs(data, `size=${size}`);
  onTestFinished(unmount);
  return data;
}

/** Fills a disk to its last byte, and resolves with what makes room again. */
async function fillDisk(data: string): Promise<() => Promise<void>> {
  const file = join(data, "filler");
  const filling = pipeline(createReadStream("/dev/zero", { highWaterMark: 4096 }), createWriteStream(file));
  await expect(filling).rejects.toMatchObject({ code: "ENOSPC" });
  return () => rm(file);
}

function expectDiskFull({ exitCode, stderr }: Pick<Finished, "exitCode" | "stderr">): void {
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^The disk is full: .*No space left on device.* Free some space and start again/imu);
  expect(stderr).not.toMatch(/delete/iu);
}

// Each starts a stack or two, on a machine that may be busy.
const timeout = 240_000;

describe("the data folder", { timeout }, () => {
  it("belongs to one stack: a second one refuses, and the first goes on", async () => {
    await expect(startStack(join(folder, "first"))).rejects.toThrow(/Another process is using .* choose another/su);
    expect((await fetch(`${first.apiUrl}${wishesPath}`)).status).toBe(200);
  });

  it("must be writable: the stack says which is not, and what to do", async ({ skip }) => {
    const isRoot = process.getuid?.() === 0;
    skip(isRoot && noMount !== undefined, noMount);
    const data = join(folder, "read-only");
    await mkdir(data);
    if (isRoot) {
      // Nothing is read-only to root but a file system.
      const { [Symbol.dispose]: unmount } = mountTmpfs(data, "ro");
      onTestFinished(unmount);
    } else {
      await chmod(data, 0o500);
    }
    const failure = await startStack(data).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).toContain(data);
    expect(failure).toMatch(/Make it a folder that you may write to|Choose another with --data/iu);
    expect(failure).not.toMatch(/^ {4}at /mu);
  });

  it("may run full: what was acknowledged is not lost", async ({ skip }) => {
    skip(noMount !== undefined, noMount);
    const data = await mountDisk("full", "3m");
    // The assembly's issuer is the first stack's, which goes on serving it.
    await using wish = await createWish();
    const token = await signInForToken(wish, first.apiUrl);
    let stack = await startStack(data);
    const add = (key: string) =>
      fetch(`${stack.apiUrl}${wishesPath}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify({ name: key, description: "🎁".repeat(2000) }),
      }).then(
        ({ status }) => status,
        () => 0,
      );
    let acknowledged = 0;
    while ((await add(`full-${acknowledged}`)) === 201) acknowledged += 1;
    expect(acknowledged).toBeGreaterThan(10);
    // It has ended by itself: it cannot answer for a table that it cannot write.
    expectDiskFull(await stack.ended);

    execFileSync("mount", ["-o", "remount,size=64m", data]);
    stack = await startStack(data);
    onTestFinished(() => stack.stop("SIGTERM").then(() => undefined));
    const names: string[] = [];
    for (let query: string | undefined = ""; query !== undefined;) {
      const page = (await (await fetch(`${stack.apiUrl}${wishesPath}${query}`)).json()) as WishPage;
      names.push(...page.Items.map(({ name }) => name));
      query = page.NextToken && `?nextToken=${page.NextToken}`;
    }
    for (let n = 0; n < acknowledged; n += 1) expect(names.filter((name) => name === `full-${n}`)).toHaveLength(1);
    expect(await add(`full-${acknowledged}`)).toBe(201);
  });

  it("may be on a full disk at the start: the stack says so, and starts once there is room", async ({ skip }) => {
    skip(noMount !== undefined, noMount);
    const data = await mountDisk("full-at-start", "1m");
    const makeRoom = await fillDisk(data);
    for (const _ of ["new", "left behind by the start before"]) {
      const start = startStack(join(data, "data"));
      const stderr = await start.then(
        () => "it started",
        ({ message }: Error) => message.replace("It did not start: ", ""),
      );
      expectDiskFull({ exitCode: 1, stderr });
    }
    await makeRoom();
    const stack = await startStack(join(data, "data"));
    expect((await fetch(`${stack.apiUrl}${wishesPath}`)).status).toBe(200);
    await stack.stop("SIGTERM");
  });

  it("may run full during a sign-in: the stack ends, and knows afterwards what it answered before", async ({
    skip,
  }) => {
    skip(noMount !== undefined, noMount);
    const data = await mountDisk("full-at-sign-in", "3m");
    const start = (issuerPort: string) =>
      startLocalStackProcess("--port", "0", "--issuer-port", issuerPort, "--data", join(data, "data"));
    const before = await start("0");
    const client = createClient(`http://127.0.0.1:${before.issuerPort}/`);
    const { device_code: deviceCode } = await client.askForCode();
    const makeRoom = await fillDisk(data);
    const ask = () => client.refuseCode({}).catch(() => ({ status: 0 }));
    // The first may still find room in the last block.
    while ((await ask()).status === 200);
    expectDiskFull(await before.ended);

    await makeRoom();
    const after = await start(before.issuerPort);
    onTestFinished(() => after.stop("SIGTERM").then(() => undefined));
    expect((await client.poll(deviceCode)).body["error"]).toBe("authorization_pending");
  });
});
