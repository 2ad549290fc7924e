import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { afterAll, beforeAll, expect, it } from "vitest";

import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import { count } from "../../support/figures.ts";
import { type LocalStackProcess, startLocalStackProcess } from "../../support/local-stack-process.ts";
import { createRandom } from "../../support/random.ts";
import { seed } from "../../support/seed.ts";
import { signInForToken } from "../../support/sign-in.ts";
import { createWish } from "../../support/wish.ts";

const kills = Number(process.env["WISH_TEST_KILLS"] ?? 5);
const millisecondsPerKill = 30_000;
const writersAtOnce = 8;
const longestLifeMilliseconds = 1500;

let folder: string;
let dataFolder: string;
/** To start again with the same sign-in and data, and without synthesizing again. */
let flags: string[];
let stack: LocalStackProcess;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wish-kill-"));
  dataFolder = join(folder, "data");
  stack = await startLocalStackProcess("--port", "0", "--issuer-port", "0", "--data", dataFolder);
  const assembly = join(folder, "assembly");
  await cp(join(dataFolder, "cdk.out"), assembly, { recursive: true });
  flags = ["--port", stack.apiPort, "--issuer-port", stack.issuerPort, "--data", dataFolder, "--assembly", assembly];
  await using wish = await createWish();
  token = await signInForToken(wish, stack.apiUrl);
});
afterAll(async () => {
  await stack.stop("SIGTERM");
  await rm(folder, { recursive: true });
});

/** The id of the wish that was added, or nothing when no 201 came. */
async function add(key: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${stack.apiUrl}${wishesPath}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ name: key, description: "x".repeat(500) }),
    });
    const { id } = (await response.json()) as { id: string };
    return response.status === 201 ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Everything in the list: ids by the name, which is the key, as often as they are there. */
async function listed(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  let next: string | undefined = "";
  while (next !== undefined) {
    const page = (await (await fetch(`${stack.apiUrl}${wishesPath}${next}`)).json()) as WishPage;
    for (const { id, name } of page.Items) found.set(name, [...(found.get(name) ?? []), id]);
    next = page.NextToken && `?nextToken=${page.NextToken}`;
  }
  return found;
}

/** The wishes that are not in the list, or more than once, or under another id. */
function notThereOnce(acknowledged: Map<string, string>, found: Map<string, string[]>): [string, string][] {
  return [...acknowledged].filter(([key, id]) => found.get(key)?.join() !== id);
}

/** Kills a stack that is on its way up: its tables may be being read, repaired or written. */
async function killWhileStarting(afterMilliseconds: number): Promise<void> {
  const program = spawn(process.execPath, ["--import", "tsx", "infra/local/main.ts", ...flags], { stdio: "ignore" });
  await pause(afterMilliseconds);
  program.kill("SIGKILL");
  if (program.exitCode === null && program.signalCode === null) await once(program, "exit");
}

it(
  `has every acknowledged wish once after each of ${kills} kills, and always opens again`,
  async (context) => {
    const random = createRandom(seed);
    const acknowledged = new Map<string, string>();

    for (let kill = 1; kill <= kills; kill += 1) {
      const unanswered: string[] = [];
      const killed = new AbortController();
      let n = 0;
      const writer = async () => {
        while (!killed.signal.aborted) {
          const key = `kill-${kill}-${(n += 1)}`;
          const id = await add(key);
          if (id === undefined) unanswered.push(key);
          else acknowledged.set(key, id);
        }
      };
      const writing = Array.from({ length: writersAtOnce }, writer);
      await pause(random() * longestLifeMilliseconds);
      killed.abort();
      await stack.stop("SIGKILL");
      await Promise.all(writing);

      if (kill % 3 === 0) {
        await killWhileStarting(random() * longestLifeMilliseconds);
        count(context, "kills while starting");
      }
      stack = await startLocalStackProcess(...flags);
      count(context, "kills during a bulk add, and the data opened again");
      const found = await listed();
      expect(notThereOnce(acknowledged, found)).toEqual([]);
      // Of the others nobody knows: repeating them must end in one wish, too.
      const before = unanswered.filter((key) => found.has(key)).length;
      count(context, "wishes not acknowledged", unanswered.length);
      count(context, "of those, there nevertheless", before);
      for (const key of unanswered) {
        const id = await add(key);
        expect(id).toBeDefined();
        expect(found.get(key) ?? [id]).toEqual([id]);
        acknowledged.set(key, id!);
      }
    }

    const found = await listed();
    expect(found.size).toBe(acknowledged.size);
    expect(notThereOnce(acknowledged, found)).toEqual([]);
    count(context, "wishes in the end, each there once", found.size);
  },
  60_000 + kills * millisecondsPerKill,
);
