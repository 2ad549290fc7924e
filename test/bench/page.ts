import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { pagePath, wishesPath } from "../../service/contract.ts";
import { addToTable, usualWishes } from "../support/page-wishes.ts";
import { type Driven, drive, inTurn, roundsIn } from "./load-drive.ts";
import { judge, print } from "./load-report.ts";
import { serveBytes, serveStack } from "./load-servers.ts";
import type { Traffic } from "./load-traffic.ts";
import { median } from "./measure.ts";

const secondsEach = Number(process.env["WISH_BENCH_SECONDS"] ?? 10);
const wishes = Array.from({ length: 50 }, (_, n) => usualWishes[n % usualWishes.length]!);
const usualConnections = 16;
const manyConnections = 256;
const starts = 3;
const laterViews = 3;
/**
 * Longer than a function answers from its memory, in which there is the empty list after the start. It is waited for
 * real: the bundle that is measured is the one that is deployed, and nobody outside can move its clock.
 */
const pauseMilliseconds = 2100;
const rateGoal = 1;
const firstViewGoal = 2;

/** What the page stands, against the same list as JSON and a bare server; and its first view against a later one. */
export async function benchPage(): Promise<void> {
  // The SDK warns of the end of its support for Node.js 20 whenever a client is made.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const folder = await mkdtemp(join(tmpdir(), "wish-page-"));
  try {
    console.log(`Node.js ${process.versions.node}; load and stack share this machine; ${secondsEach} s each.\n`);
    const wrong = await rates(join(folder, "data"));
    await firstViews(join(folder, "data"));
    if (wrong > 0) throw new Error(`${wrong} answers were wrong.`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns how many answers were wrong */
async function rates(dataFolder: string): Promise<number> {
  const stack = await serveStack(dataFolder);
  try {
    await addToTable(stack.dynamodb, wishes);
    await sleep(pauseMilliseconds);
    const page = await trafficOf("page", stack.apiUrl, pagePath);
    const json = await trafficOf("JSON", stack.apiUrl, wishesPath);
    const bare = await serveBytes(page.text);
    let wrong = 0;
    const driveAt = async (url: string, traffic: Traffic, connections: number, seconds: number) => {
      const driven = await drive(url, traffic, connections, seconds);
      wrong += driven.wrong;
      return driven;
    };
    const compare = async (connections: number, times: number) => {
      const run = (url: string, traffic: Traffic) => () => driveAt(url, traffic, connections, secondsEach / times);
      const [pages, plainPages, unchangedPages, jsons, plainJsons, bytes] = await inTurn(
        [
          run(stack.apiUrl, page.compressed),
          run(stack.apiUrl, page.plain),
          run(stack.apiUrl, page.unchanged),
          run(stack.apiUrl, json.compressed),
          run(stack.apiUrl, json.plain),
          run(bare.url, page.plain),
        ],
        times,
      );
      print(page.compressed.name, connections, pages);
      print(page.plain.name, connections, plainPages);
      print(page.unchanged.name, connections, unchangedPages);
      print(json.compressed.name, connections, jsons);
      print(json.plain.name, connections, plainJsons);
      print("node:http, the same bytes", connections, bytes);
      judgeRate("Pages a second are", pages, "the JSON", jsons);
      judgeRate("Pages a second, neither compressed, are", plainPages, "the JSON", plainJsons);
      judgeRate("304s a second are", unchangedPages, "the pages", pages);
    };
    try {
      await compare(usualConnections, roundsIn(secondsEach));
      await compare(manyConnections, 1);
    } finally {
      bare.stop();
    }
    return wrong;
  } finally {
    stack.stop();
  }
}

function judgeRate(what: string, driven: Driven, reference: string, other: Driven): void {
  judge(what, driven.perSecond / other.perSecond, reference, { least: rateGoal });
}

/** Asks for one thing as a browser does, as a client that takes no gzip, and as somebody who has it already. */
async function trafficOf(name: string, apiUrl: string, path: string) {
  const compressed = await ask(apiUrl + path, { "accept-encoding": "gzip" });
  const plain = await ask(apiUrl + path, {});
  const unchanged = { "accept-encoding": "gzip", "if-none-match": plain.etag };
  const traffic = (what: string, headers: Record<string, string>, body: Buffer): Traffic => {
    const right = body.toString();
    const rightAscii = asciiOf(right);
    return {
      name: `${name}, ${what}`,
      requests: [{ method: "GET", path, headers }],
      isRight: (text) => text === right || asciiOf(text) === rightAscii,
    };
  };
  return {
    text: plain.body.toString(),
    compressed: traffic(`gzip, ${bytes(compressed.body)}`, { "accept-encoding": "gzip" }, compressed.body),
    plain: traffic(`plain, ${bytes(plain.body)}`, {}, plain.body),
    unchanged: { ...traffic("304", unchanged, Buffer.of()), status: "3xx" } satisfies Traffic,
  };
}

function bytes(body: Buffer): string {
  return `${(body.length / 1000).toFixed(1)} kB`;
}

/** What is left of a body that was read as text piece by piece: a piece may end within a character. */
function asciiOf(text: string): string {
  // oxlint-disable-next-line no-control-regex -- gzip holds any bytes
  return text.replaceAll(/[^\0-\x7F]/gu, "");
}

/** Asks once, and gives the body as it was sent: `fetch` would unpack it. */
async function ask(url: string, headers: Record<string, string>): Promise<{ etag: string; body: Buffer }> {
  const [response] = (await once(get(url, { headers }), "response")) as [IncomingMessage];
  return { etag: response.headers.etag ?? "", body: await buffer(response) };
}

/** @returns how many milliseconds a view takes that reads the list */
async function view(url: string): Promise<number> {
  await sleep(pauseMilliseconds);
  const startedAt = performance.now();
  const { body } = await ask(url, { "accept-encoding": "gzip", "accept-language": "de-DE" });
  if (body.length === 0) throw new Error("No page.");
  return performance.now() - startedAt;
}

/** How long the first view takes after the stack was started on a list, against those after it. */
async function firstViews(dataFolder: string): Promise<void> {
  const firsts: number[] = [];
  const laters: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const stack = await serveStack(dataFolder);
    try {
      firsts.push(await view(stack.apiUrl + pagePath));
      for (let later = 0; later < laterViews; later += 1) laters.push(await view(stack.apiUrl + pagePath));
    } finally {
      stack.stop();
    }
  }
  const [first, later] = [median(firsts), median(laters)];
  console.log(`First view after the start ${first.toFixed(1)} ms, a later one ${later.toFixed(1)} ms`);
  judge("The first view takes", first / later, "a later one", { most: firstViewGoal });
}
