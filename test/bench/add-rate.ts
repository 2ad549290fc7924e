import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bundleProgram } from "../../cli/build/bundle.ts";
import { startLocalStack } from "../../infra/local/local-stack.ts";
import { wishesPath } from "../../service/contract.ts";
import { signInForToken } from "../support/sign-in.ts";
import { createWish } from "../support/wish.ts";
import { median } from "./measure.ts";

const rounds = 3;
const goal = 10;
const wishes = 2000;
const curls = 100;
/** How long an answer takes over a network, about. */
const distanceMilliseconds = 20;

/** The rate of `wish add --from` against that of one `curl` process after another. */
export async function benchAddRate(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wish-bench-"));
  const stack = await startLocalStack({ port: 0, issuerPort: 0, storage: "memory", pollIntervalSeconds: 1 });
  const distant = createServer((request, response) => {
    request.resume().once("end", () => setTimeout(answer, distanceMilliseconds, response));
  });
  await new Promise<void>((resolve) => distant.listen(0, "127.0.0.1", resolve));
  try {
    await bundleProgram(join(folder, "dist"));
    await using wish = await createWish();
    const token = await signInForToken(wish, stack.apiUrl);
    console.log(`Wishes a second, ${rounds} runs each, in turn.\n`);
    await compare("the local stack", folder, stack.apiUrl, token);
    const distantUrl = `http://127.0.0.1:${(distant.address() as AddressInfo).port}`;
    await compare(`an API ${distanceMilliseconds} ms away`, folder, distantUrl, token);
  } finally {
    distant.close();
    await stack.close();
    await rm(folder, { recursive: true });
  }
}

function answer(response: ServerResponse): void {
  // Of a list, only its Items are looked at.
  response.writeHead(201, { "content-type": "application/json" }).end('{"id":"1","Items":[]}');
}

async function compare(name: string, folder: string, apiUrl: string, token: string): Promise<void> {
  const file = join(folder, "wishes.ndjson");
  const program = [join(folder, "dist", "wish.js"), "add", "--from", file];
  const variables = { WISH_CONFIG_DIR: folder, WISH_API_URL: apiUrl, WISH_TOKEN: token };
  const addFrom = () => rate(wishes, process.execPath, program, variables);
  const curlEach = () => rate(curls, "bash", ["-c", curlLoop], { URL: apiUrl + wishesPath, TOKEN: token });
  // What starts first pays for the cold functions.
  await curlEach();
  const adds: number[] = [];
  const single: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // What is on the list already would not be added.
    const names = Array.from({ length: wishes }, (_, index) => `Wish ${round}-${index}`);
    await writeFile(file, names.map((name) => `${JSON.stringify({ name })}\n`).join(""));
    single.push(await curlEach());
    adds.push(await addFrom());
  }
  const ratio = median(adds) / median(single);
  const figures = `wish add --from ${median(adds).toFixed(0)}/s   curl after curl ${median(single).toFixed(0)}/s`;
  console.log(
    `${name.padEnd(20)} ${figures}   ${ratio.toFixed(1)} × (goal ${goal}: ${ratio >= goal ? "reached" : "missed"})`,
  );
}

const curlLoop = `for number in $(seq ${curls}); do
  curl --silent --show-error --fail --output /dev/null --header "Authorization: Bearer $TOKEN" \\
    --header "Content-Type: application/json" --data "{\\"name\\":\\"Curl $number\\"}" "$URL" || exit 1
done`;

/** Runs a program that adds so many wishes, and gives how many that were a second. */
async function rate(count: number, command: string, args: string[], variables: Record<string, string>) {
  const start = performance.now();
  const program = spawn(command, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env["PATH"], ...variables },
  });
  const exitCode = await new Promise((resolve) => program.once("close", resolve));
  if (exitCode !== 0) throw new Error(`${command} ended with ${String(exitCode)}.`);
  return (count * 1000) / (performance.now() - start);
}
