import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { localCredentials } from "../../infra/local/function-environment.ts";
import { wishesPath, type WishPage } from "../../service/contract.ts";
import { theList } from "../../service/names.ts";
import { signIn } from "../support/sign-in.ts";
import { storeOn } from "../support/table.ts";
import { runWish } from "../support/wish.ts";
import { drive, driveCalls, type Driven, type Traffic } from "./load-drive.ts";
import { type ServedStack, serveBytes, serveStack } from "./load-servers.ts";

const secondsEach = Number(process.env["WISH_BENCH_SECONDS"] ?? 2);
const mostWishes = Number(process.env["WISH_BENCH_WISHES"] ?? 10_000);
const connections = [1, 4, 16, 64, 256];
const floorConnections = 16;
const pageSize = 25;
const goal = 0.6;

/** What the local stack stands: throughput and delay under load, the floor beside it, and what a page costs. */
export async function benchLoad(): Promise<void> {
  // The SDK warns of the end of its support for Node.js 20 whenever a client is made.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const folder = await mkdtemp(join(tmpdir(), "wish-load-"));
  const stack = await serveStack();
  try {
    const token = await tokenFor(stack, folder);
    console.log(`Node.js ${process.versions.node}; load and stack share this machine; ${secondsEach} s each.\n`);
    await fill(stack, 0, 100);
    await growth(stack);
    await floor(stack);
    await load(stack, token);
  } finally {
    stack.stop();
    await rm(folder, { recursive: true });
  }
}

/** How long one page takes, one at a time, as the list grows. */
async function growth(stack: ServedStack): Promise<void> {
  const page = async () => {
    if (!isPage(await (await fetch(`${stack.apiUrl}${getPage.path}`)).text())) throw new Error("No page.");
  };
  // The first calls start functions and compile code.
  await driveCalls(page, 4, 1);
  for (let wishes = 100; wishes <= mostWishes; wishes *= 100) {
    if (wishes > 100) await fill(stack, wishes / 100, wishes);
    print(`GET of ${pageSize} of ${wishes.toLocaleString("en")}`, 1, await driveCalls(page, 1, secondsEach));
  }
  console.log();
}

/** The same page from as little as could serve it. */
async function floor({ apiUrl, dynamodbEndpoint }: ServedStack): Promise<void> {
  const body = await (await fetch(`${apiUrl}${getPage.path}`)).text();
  const store = storeOn(dynamodbEndpoint);
  const query = async () => {
    const { wishes } = await store.newest({ list: theList, limit: pageSize }, AbortSignal.timeout(30_000));
    if (wishes.length !== pageSize) throw new Error("No page.");
  };
  const direct = await driveCalls(query, floorConnections, secondsEach);
  const api = await drive(`${apiUrl}${wishesPath}`, reading, floorConnections, secondsEach);
  const bare = await serveBytes(body);
  const bytes = await drive(bare.url, reading, floorConnections, secondsEach).finally(() => bare.stop());
  print("dynalite, called directly", floorConnections, direct);
  print(reading.name, floorConnections, api);
  print("node:http, the same bytes", floorConnections, bytes);
  const ratio = api.perSecond / direct.perSecond;
  console.log(
    `GET is ${ratio.toFixed(2)} × dynalite called directly; ` +
      `the goal is ${goal}: ${ratio >= goal ? "reached" : "missed"}\n`,
  );
}

async function load({ apiUrl, pid }: ServedStack, token: string): Promise<void> {
  const before = await residentMegabytes(pid);
  let wrong = 0;
  for (const traffic of [reading, writing(token), mixed(token)]) {
    for (const count of connections) {
      const driven = await drive(`${apiUrl}${wishesPath}`, traffic, count, secondsEach);
      wrong += driven.wrong;
      print(traffic.name, count, driven);
    }
  }
  const after = await residentMegabytes(pid);
  console.log(`\nMemory of the stack: ${before} MB before, ${after} MB after, the added wishes among it.`);
  if (wrong > 0) throw new Error(`${wrong} answers were wrong.`);
}

const getPage = { method: "GET", path: `${wishesPath}?limit=${pageSize}` } as const;
const reading: Traffic = { name: `GET of ${pageSize}`, requests: [getPage], isRight: isPage };

function writing(token: string): Traffic {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "A kite", url: "https://example.org/kites/1" });
  const post = {
    method: "POST",
    path: wishesPath,
    body,
    headers,
    setupRequest: (request: object) => ({ ...request, headers: { ...headers, "idempotency-key": randomUUID() } }),
  } as const;
  return { name: "POST", requests: [post], isRight: isWish };
}

function mixed(token: string): Traffic {
  const requests = [getPage, getPage, getPage, getPage, ...writing(token).requests];
  return { name: "4 GET to 1 POST", requests, isRight: (body) => isPage(body) || isWish(body) };
}

function isPage(body: string): boolean {
  const page = JSON.parse(body) as Partial<WishPage>;
  return page.Items?.length === pageSize && page.NextToken !== undefined;
}

function isWish(body: string): boolean {
  const wish = JSON.parse(body) as { id?: string; name?: string };
  return wish.id?.length === 32 && wish.name === "A kite";
}

async function tokenFor({ apiUrl }: ServedStack, folder: string): Promise<string> {
  const variables = { WISH_CONFIG_DIR: folder, WISH_CREDENTIAL_STORE: "file", WISH_API_URL: apiUrl };
  await signIn(variables, "Ada");
  return (await runWish(["token"], variables)).stdout.trim();
}

function item(n: number) {
  return {
    id: { S: randomUUID() },
    list: { S: theList },
    name: { S: `Wish ${n}` },
    url: { S: `https://example.org/wishes/${n}` },
    createdAt: { S: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString() },
    addedBy: { S: "auth0|ada" },
  };
}

/** Puts wishes into the table past the API, which would take longer. */
async function fill({ dynamodbEndpoint }: ServedStack, from: number, to: number): Promise<void> {
  const client = new DynamoDBClient({ endpoint: dynamodbEndpoint, region: "us-east-1", credentials: localCredentials });
  for (let first = from; first < to; first += 25) {
    const items = Array.from({ length: Math.min(25, to - first) }, (_, n) => ({
      PutRequest: { Item: item(first + n) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { WishList: items } }));
  }
  client.destroy();
}

async function residentMegabytes(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kilobytes] = /^VmRSS:\s+(\d+)/mu.exec(status) ?? [];
  return kilobytes === undefined ? "?" : String(Math.round(Number(kilobytes) / 1024));
}

function print(name: string, atOnce: number, driven: Driven): void {
  const { perSecond, p50Milliseconds, p99Milliseconds, answers, wrong } = driven;
  console.log(
    `${name.padEnd(26)} ${String(atOnce).padStart(4)} at once  ${perSecond.toFixed(0).padStart(6)}/s  ` +
      `p50 ${p50Milliseconds.toFixed(1).padStart(7)} ms  p99 ${p99Milliseconds.toFixed(1).padStart(7)} ms  ` +
      `${wrong} of ${answers} wrong`,
  );
}
