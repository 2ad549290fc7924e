import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bundleProgram } from "../../cli/build/bundle.ts";
import { keepCompiledCode } from "../../cli/build/code-cache.ts";
import { wishesPath } from "../../service/contract.ts";
import { jsonLdPage, product } from "../support/shop.ts";
import { measure, median, medianRatio } from "./measure.ts";

const rounds = 51;

const httpScript = `
import { get } from "node:http";

get(process.argv[2], (response) => {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (piece) => {
    text += piece;
  });
  response.on("end", () => console.log(JSON.stringify(JSON.parse(text).Items)));
});
`;

const fetchScript = `
const response = await fetch(process.argv[2]);
const { Items } = await response.json();
console.log(JSON.stringify(Items));
`;

const pageScript = `
const response = await fetch(process.argv[2]);
console.log(/<title>(.*?)<.title>/.exec(await response.text())[1]);
`;

const wishes = Array.from({ length: 20 }, (_, index) => ({
  id: `0123456789abcdef${index}`,
  name: `Wish ${index}`,
  url: `https://example.org/wishes/${index}`,
  createdAt: "2026-11-22T14:00:00.000Z",
  version: 1,
}));
const page = JSON.stringify({ Items: wishes, Count: wishes.length });
// As large as the pages of shops are, with what they say in the head.
const { body: head } = jsonLdPage(product("Lamp", "39.90", { description: "It shines." }));
const shopPage = `${String(head)}${"<p>More of it.</p>\n".repeat(20_000)}`;
const [{ id }] = wishes as [(typeof wishes)[number]];

/** The most times as long as another program that one may take. */
interface Goal {
  name: string;
  against: string;
  ratio: number;
}

const goals: readonly Goal[] = [
  { name: "wish --version", against: "an empty script", ratio: 1.15 },
  { name: "wish --help", against: "an empty script", ratio: 1.25 },
  { name: "wish list --json", against: "ten lines on node:http", ratio: 1.25 },
  { name: "wish list --json", against: "a script with fetch", ratio: 1.1 },
  { name: "wish list --offline", against: "wish --help", ratio: 1.3 },
  { name: "wish add URL", against: "a page with fetch", ratio: 1.5 },
  { name: "wish edit", against: "wish list --json", ratio: 1.3 },
];

/**
 * What starting costs: the commands that people feel, against the least that Node could do for them.
 *
 * The script on `node:http`, the one with `fetch` and curl print the same list as `wish list --json`, from a server in this
 * process that answers at once. `wish add URL` also adds the wish, which its rival does not. Each program's time is from its start to its end.
 */
export async function benchStartUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wish-bench-"));
  const server = createServer(({ method, url }, response) => {
    const isShop = url === "/lamp";
    const body = method === "POST" || url?.includes(id) ? JSON.stringify(wishes[0]) : page;
    const type = isShop ? "text/html; charset=utf-8" : "application/json";
    response.writeHead(200, { "content-type": type }).end(isShop ? shopPage : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await bundleProgram(join(folder, "dist"));
    await keepCompiledCode(join(folder, "dist"), process.execPath);
    await Promise.all([
      writeFile(join(folder, "package.json"), '{"type":"module"}'),
      writeFile(join(folder, "empty.js"), ""),
      writeFile(join(folder, "http.js"), httpScript),
      writeFile(join(folder, "fetch.js"), fetchScript),
      writeFile(join(folder, "page.js"), pageScript),
    ]);
    const node = (name: string, file: string, ...args: string[]) => ({
      name,
      command: process.execPath,
      args: [join(folder, file), ...args],
      environment: { HOME: folder, WISH_CONFIG_DIR: folder, WISH_API_URL: api, WISH_TOKEN: "token" },
    });
    const contestants = [
      node("an empty script", "empty.js"),
      node("wish --version", "dist/wish.js", "--version"),
      node("wish --help", "dist/wish.js", "--help"),
      node("ten lines on node:http", "http.js", api + wishesPath),
      node("wish list --json", "dist/wish.js", "list", "--json"),
      node("wish list --offline", "dist/wish.js", "list", "--offline", "--json"),
      node("wish edit", "dist/wish.js", "edit", id, "--priority", "high"),
      node("a script with fetch", "fetch.js", api + wishesPath),
      node("a page with fetch", "page.js", `${api}/lamp`),
      node("wish add URL", "dist/wish.js", "add", `${api}/lamp`, "--json"),
      { name: "curl", command: "curl", args: ["--silent", "--fail", api + wishesPath] },
    ];
    const times = await measure(contestants, rounds);
    print(new Map(contestants.map(({ name }, index) => [name, times[index]!])));
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

function print(times: ReadonlyMap<string, number[]>): void {
  console.log(`Start to end on Node.js ${process.versions.node}, ${rounds} runs each, in turn.\n`);
  for (const [name, each] of times) {
    const [middle, fastest] = [median(each), Math.min(...each)].map((time) => `${time.toFixed(1)} ms`.padStart(9));
    console.log(`${name.padEnd(22)}   median ${middle}   fastest ${fastest}`);
  }
  console.log("\nMedian of the ratios within each round:");
  for (const { name, against, ratio: goal } of goals) {
    const ratio = medianRatio(times.get(name)!, times.get(against)!);
    const verdict = `goal ${goal}: ${ratio <= goal ? "reached" : "missed"}`;
    console.log(`${name.padEnd(20)} is ${ratio.toFixed(2)} × ${against.padEnd(22)} (${verdict})`);
  }
}
