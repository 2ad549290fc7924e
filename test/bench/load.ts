import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { wishesPath } from "../../service/contract.ts";
import { defaultList } from "../../service/wish.ts";
import { signInForToken } from "../support/sign-in.ts";
import { storeOn } from "../support/table.ts";
import { createWish } from "../support/wish.ts";
import { drive, driveCalls, inTurn, roundsIn } from "./load-drive.ts";
import { fill } from "./load-fill.ts";
import { judge, print } from "./load-report.ts";
import { type ServedStack, serveBytes, serveStack } from "./load-servers.ts";
import { isPage, mixed, pagePath, pageSize, reading, writing } from "./load-traffic.ts";
import { median } from "./measure.ts";

const secondsEach = Number(process.env["WISH_BENCH_SECONDS"] ?? 10);
const mostWishes = Number(process.env["WISH_BENCH_WISHES"] ?? 1_000_000);
const memorySeconds = Number(process.env["WISH_BENCH_MEMORY_SECONDS"] ?? 300);
const connections = [1, 4, 16, 64, 256];
const usualConnections = 16;
const memorySamples = 15;
const floorGoal = 0.6;
const growthGoal = 1.5;
const memoryGoal = 1.1;

/** What the local stack stands: what a page costs as the list grows, the floor, throughput under load, and memory. */
export async function benchLoad(): Promise<void> {
  // The SDK warns of the end of its support for Node.js 20 whenever a client is made.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const folder = await mkdtemp(join(tmpdir(), "wish-load-"));
  const stack = await serveStack(join(folder, "data"));
  try {
    const token = await tokenFor(stack);
    console.log(`Node.js ${process.versions.node}; load and stack share this machine; ${secondsEach} s each.\n`);
    await fill(stack.dynamodb, 0, 100);
    await growth(stack);
    await floor(stack);
    const wrong = (await load(stack, token)) + (await memory(stack, token));
    if (wrong > 0) throw new Error(`${wrong} answers were wrong.`);
  } finally {
    stack.stop();
    await rm(folder, { recursive: true });
  }
}

/** How long one page takes, one at a time, as the list grows. */
async function growth({ apiUrl, dynamodb }: ServedStack): Promise<void> {
  const page = async () => {
    if (!isPage(await (await fetch(`${apiUrl}${pagePath}`)).text())) throw new Error("No page.");
  };
  // The first calls start functions and compile code.
  await driveCalls(page, 4, secondsEach);
  const p50s: number[] = [];
  for (let wishes = 100; wishes <= mostWishes; wishes *= 100) {
    if (wishes > 100) await fill(dynamodb, wishes / 100, wishes);
    const driven = await driveCalls(page, 1, secondsEach);
    print(`GET of ${pageSize} of ${wishes.toLocaleString("en")}`, 1, driven);
    p50s.push(driven.p50Milliseconds);
  }
  judge("A page of the longest list takes", p50s.at(-1)! / p50s[0]!, "one of the shortest", { most: growthGoal });
}

/** The same page from as little as could serve it. */
async function floor({ apiUrl, dynamodb }: ServedStack): Promise<void> {
  const body = await (await fetch(`${apiUrl}${pagePath}`)).text();
  const store = storeOn(dynamodb);
  const query = async () => {
    const { wishes } = await store.newest(
      { list: defaultList, shelf: "wanted", limit: pageSize },
      AbortSignal.timeout(30_000),
    );
    if (wishes.length !== pageSize) throw new Error("No page.");
  };
  const bare = await serveBytes(body);
  const rounds = roundsIn(secondsEach);
  const seconds = secondsEach / rounds;
  const [direct, api, bytes] = await inTurn(
    [
      () => driveCalls(query, usualConnections, seconds),
      () => drive(`${apiUrl}${wishesPath}`, reading, usualConnections, seconds),
      () => drive(bare.url, reading, usualConnections, seconds),
    ],
    rounds,
  ).finally(() => bare.stop());
  print("dynalite, called directly", usualConnections, direct);
  print(reading.name, usualConnections, api);
  print("node:http, the same bytes", usualConnections, bytes);
  judge("GETs a second are", api.perSecond / direct.perSecond, "those of dynalite called directly", {
    least: floorGoal,
  });
}

/** @returns how many answers were wrong */
async function load({ apiUrl }: ServedStack, token: string): Promise<number> {
  let wrong = 0;
  for (const traffic of [reading, writing(token), mixed(token)]) {
    for (const count of connections) {
      const driven = await drive(`${apiUrl}${wishesPath}`, traffic, count, secondsEach);
      wrong += driven.wrong;
      print(traffic.name, count, driven);
    }
  }
  console.log();
  return wrong;
}

/**
 * Whether the stack's memory stays what it is, under mixed traffic, over some minutes. The wishes go to disk.
 *
 * @returns how many answers were wrong
 */
async function memory({ apiUrl, pid }: ServedStack, token: string): Promise<number> {
  const megabytes: number[] = [];
  let wrong = 0;
  for (let sample = 0; sample < memorySamples; sample += 1) {
    const seconds = Math.max(1, memorySeconds / memorySamples);
    const driven = await drive(`${apiUrl}${wishesPath}`, mixed(token), usualConnections, seconds);
    wrong += driven.wrong;
    megabytes.push(await residentMegabytes(pid));
  }
  console.log(`Memory over ${memorySeconds} s of ${mixed(token).name}, in MB: ${megabytes.join(" ")}`);
  const third = memorySamples / 3;
  const [before, after] = [megabytes.slice(third, 2 * third), megabytes.slice(2 * third)].map(median);
  judge("The last third takes", after! / before!, "the memory of the one before", { most: memoryGoal });
  return wrong;
}

async function tokenFor({ apiUrl }: ServedStack): Promise<string> {
  await using wish = await createWish();
  return await signInForToken(wish, apiUrl);
}

/** Linux tells it; elsewhere not a number. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kilobytes] = /^VmRSS:\s+(\d+)/mu.exec(status) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
