import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import { bundleProgram } from "../../cli/build/bundle.ts";
import { median } from "./measure.ts";

const rounds = 5;
const goal = 1.5;
const pageGoal = 1.3;

// At its end, the program itself reads from the kernel what the most was that it ever held.
const probe = `process.on("exit", () => process.stderr.write(require("fs").readFileSync("/proc/self/status", "utf8")));`;

/** The peak memory of listing 100,000 wishes, and of reading pages of shops without an end, against listing 1,000. */
export async function benchListMemory(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wish-bench-"));
  await bundleProgram(folder);
  await writeFile(join(folder, "probe.cjs"), probe);
  try {
    console.log(`Peak memory (VmHWM) of wish list, ${rounds} runs each, in turn.\n`);
    for (const format of [[], ["--json"], ["--ndjson"]]) {
      const few: number[] = [];
      const many: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        few.push(await peakMebibytes(folder, 1000, format));
        many.push(await peakMebibytes(folder, 100_000, format));
      }
      const ratio = median(many) / median(few);
      const figures = `1,000: ${median(few).toFixed(1)} MiB   100,000: ${median(many).toFixed(1)} MiB`;
      const verdict = ratio <= goal ? "reached" : "missed";
      console.log(
        `wish list ${format.join("").padEnd(9)} ${figures}   ${ratio.toFixed(2)} × (goal ${goal}: ${verdict})`,
      );
    }
    const few: number[] = [];
    const pages: Record<string, number[]> = { "<p>More of it.</p>": [], "<b>": [], "[{": [] };
    for (let round = 0; round < rounds; round += 1) {
      few.push(await peakMebibytes(folder, 1000, []));
      for (const [more, each] of Object.entries(pages)) each.push(await peakOfPage(folder, more));
    }
    for (const [more, each] of Object.entries(pages)) {
      const ratio = median(each) / median(few);
      const verdict = ratio <= pageGoal ? "reached" : "missed";
      console.log(
        `wish add URL, ${more.padEnd(18)} without end: ${median(each).toFixed(1)} MiB   ${ratio.toFixed(2)} × wish list (goal ${pageGoal}: ${verdict})`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function peakMebibytes(folder: string, count: number, format: string[]): Promise<number> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://127.0.0.1").searchParams;
    const start = Number(query.get("nextToken") ?? 0);
    const length = Math.min(Number(query.get("limit")), count - start);
    response.writeHead(200, { "content-type": "application/json" }).end(page(start, length, count));
  });
  const api = await listen(server);
  const program = start(folder, api, "list", ...format);
  let lines = 0;
  program.stdout.on("data", (chunk: Buffer) => (lines += chunk.toString("latin1").split("\n").length - 1));
  const status = await text(program.stderr);
  server.close();
  if (lines < count) throw new Error(`wish list printed ${lines} lines of ${count}: ${status}`);
  return peakIn(status);
}

/** Adds a wish by the address of a page that goes on with this for ever. */
async function peakOfPage(folder: string, more: string): Promise<number> {
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      response.writeHead(201, { "content-type": "application/json" }).end('{"id":"a"}');
      return;
    }
    response.writeHead(200, { "content-type": "text/html" });
    const opened = more === "[{" ? '<script type="application/ld+json">' : "";
    response.write(`<title>Lamp</title>${opened}`);
    Readable.from(endless(more.repeat(1000))).pipe(response);
  });
  const api = await listen(server);
  const program = start(folder, api, "add", `${api}/lamp`);
  const [added, status] = await Promise.all([text(program.stdout), text(program.stderr)]);
  server.closeAllConnections();
  server.close();
  if (added !== "a\n") throw new Error(`wish add printed ${added}: ${status}`);
  return peakIn(status);
}

function* endless(piece: string): Generator<string> {
  for (;;) yield piece;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function start(folder: string, api: string, ...args: string[]) {
  return spawn(process.execPath, ["--require", join(folder, "probe.cjs"), join(folder, "wish.js"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: folder, WISH_API_URL: api, WISH_TOKEN: "token" },
  });
}

function peakIn(status: string): number {
  return Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1]) / 1024;
}

function page(start: number, length: number, count: number): string {
  const Items = Array.from({ length }, (_, index) => ({
    id: String(start + index).padStart(32, "0"),
    name: `Wish ${start + index}`,
    url: `https://example.org/wishes/${start + index}`,
    description: "A description of middling length, as people write them. ".repeat(3),
    createdAt: "2026-11-22T14:00:00.000Z",
  }));
  const end = start + length;
  return JSON.stringify({ Items, Count: length, ...(end < count && { NextToken: String(end) }) });
}
