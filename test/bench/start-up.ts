import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bundleProgram } from "../../cli/build/bundle.ts";
import { wishesPath } from "../../service/contract.ts";
import { measure, type Measured } from "./measure.ts";

const rounds = 31;

const fetchScript = `
const response = await fetch(process.argv[2]);
const { Items } = await response.json();
console.log(JSON.stringify(Items));
`;

const page = JSON.stringify({
  Items: Array.from({ length: 20 }, (_, index) => ({
    id: `0123456789abcdef${index}`,
    name: `Wish ${index}`,
    url: `https://example.org/wishes/${index}`,
    createdAt: "2026-11-22T14:00:00.000Z",
  })),
  Count: 20,
});

/** What starting costs: the two commands that people feel, against the least that Node could do for them. */
export async function benchStartUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wish-bench-"));
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await bundleProgram(join(folder, "dist"));
    await Promise.all([
      writeFile(join(folder, "package.json"), '{"type":"module"}'),
      writeFile(join(folder, "empty.js"), ""),
      writeFile(join(folder, "fetch.js"), fetchScript),
    ]);
    const environment = { WISH_CONFIG_DIR: folder, WISH_API_URL: api };
    const node = (name: string, ...args: string[]) => ({
      name,
      command: process.execPath,
      args: [join(folder, args[0]!), ...args.slice(1)],
      environment,
    });
    const measured = await measure(
      [
        node("an empty script", "empty.js"),
        node("wish --version", "dist/wish.js", "--version"),
        node("a script with fetch", "fetch.js", api + wishesPath),
        node("wish list --json", "dist/wish.js", "list", "--json"),
        { name: "curl", command: "curl", args: ["--silent", "--fail", api + wishesPath] },
      ],
      rounds,
    );
    print(measured);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

function print(measured: Measured[]): void {
  const [empty, version, fetching, list] = measured as [Measured, Measured, Measured, Measured];
  console.log(`Start to end on Node.js ${process.versions.node}, ${rounds} runs each, in turn.\n`);
  for (const { name, medianMilliseconds, fastestMilliseconds } of measured) {
    const median = `${medianMilliseconds.toFixed(1)} ms`.padStart(9);
    const fastest = `${fastestMilliseconds.toFixed(1)} ms`.padStart(9);
    console.log(`${name.padEnd(20)} median ${median}   fastest ${fastest}`);
  }
  console.log();
  compare(version, empty, 1.15);
  compare(list, fetching, 1.1);
}

function compare(one: Measured, other: Measured, goal: number): void {
  const ratio = one.medianMilliseconds / other.medianMilliseconds;
  const fastest = one.fastestMilliseconds / other.fastestMilliseconds;
  console.log(
    `${one.name} is ${ratio.toFixed(2)} × ${other.name} (fastest runs: ${fastest.toFixed(2)} ×); ` +
      `the goal is ${goal}: ${ratio <= goal ? "reached" : "missed"}`,
  );
}
