import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { median } from "../measure.ts";
import { type Bundle, buildBundles } from "./bundles.ts";
import { startCannedDynamoDb } from "./canned-dynamodb.ts";

const instanceProgram = fileURLToPath(new URL("instance.mjs", import.meta.url));
const initRounds = 21;
const requestRounds = 31;
const requestsInRound = 200;
const warmUpRequests = 1500;

/**
 * Compares the functions with the plainest handler that does the same: size, time to load, CPU time of a request.
 *
 * Everything is measured in turn, round by round, so that what else the machine does falls on all alike; medians.
 */
export async function benchColdStart(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wish-bench-"));
  const dynamoDb = await startCannedDynamoDb();
  try {
    const environment = functionEnvironment(dynamoDb.endpoint);
    const bundles = await buildBundles(folder);
    const init = await measureInit(bundles, environment);
    const get = await measureRequests(bundles, "get", environment);
    const post = await measureRequests(bundles, "post", environment);
    console.log(table(bundles, init, get, post));
  } finally {
    dynamoDb.close();
    await rm(folder, { recursive: true });
  }
}

/** What Lambda and the stack set, and nothing of this process: nobody's AWS settings may be read. */
function functionEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local".repeat(100),
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: "wish-list-service",
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    WISH_TABLE_NAME: "WishList",
    WISH_CLAIMS_TABLE_NAME: "WishClaims",
    WISH_API_ENDPOINT: "https://api.test",
    WISH_ISSUER: "https://my-wishes.eu.auth0.com/",
    WISH_AUDIENCE: "https://auth0-jwt-authorizer",
    WISH_CLIENT_ID: "k2Xb9",
    WISH_REQUIRE_SCOPES: "true",
  };
}

type Samples = Map<Bundle, number[]>;

/** Milliseconds to load a bundle in a fresh process. */
async function measureInit(bundles: Bundle[], env: NodeJS.ProcessEnv): Promise<Samples> {
  const samples: Samples = new Map(bundles.map((bundle) => [bundle, []]));
  for (let round = 0; round < initRounds; round += 1) {
    for (const [bundle, milliseconds] of samples) {
      const instance = await startInstance(bundle, env);
      milliseconds.push(instance.initMilliseconds);
      instance.process.kill();
    }
  }
  return samples;
}

/** Microseconds of CPU time, user and system, that a warm process takes for one event. */
async function measureRequests(bundles: Bundle[], event: "get" | "post", env: NodeJS.ProcessEnv): Promise<Samples> {
  // The plain handler has nothing to compare giving with.
  const others = { get: ["write", "give"], post: ["read", "give"] }[event];
  const able = bundles.slice(1).filter(({ name }) => !others.includes(name));
  const instances = await Promise.all(able.map((bundle) => startInstance(bundle, env)));
  const samples: Samples = new Map(able.map((bundle) => [bundle, []]));
  for (const { process } of instances) await ask(process, { event, times: warmUpRequests });
  for (let round = 0; round < requestRounds; round += 1) {
    for (const { process, bundle } of instances) {
      samples.get(bundle)?.push(await ask(process, { event, times: requestsInRound }));
    }
  }
  for (const { process } of instances) process.kill();
  return samples;
}

async function startInstance(bundle: Bundle, env: NodeJS.ProcessEnv) {
  const process = fork(instanceProgram, [bundle.file], {
    env,
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const initMilliseconds = await answer(process);
  return { bundle, process, initMilliseconds };
}

function ask(process: ChildProcess, message: { event: string; times: number }): Promise<number> {
  process.send(message);
  return answer(process);
}

async function answer(process: ChildProcess): Promise<number> {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = once(process, "exit", { signal }).then(() => Promise.reject(new Error("A function ended.")));
  try {
    const [value] = (await Promise.race([once(process, "message", { signal }), ended])) as [number];
    return value;
  } finally {
    controller.abort();
    ended.catch(() => {});
  }
}

function table(bundles: Bundle[], init: Samples, get: Samples, post: Samples): string {
  const [empty, plain] = bundles as [Bundle, Bundle, ...Bundle[]];
  const emptyMilliseconds = median(init.get(empty) ?? []);
  const aboveEmpty = (bundle: Bundle) => median(init.get(bundle) ?? []) - emptyMilliseconds;
  const rows = bundles.map((bundle) => [
    bundle.name,
    kilobytes(bundle.bytes),
    kilobytes(bundle.gzipBytes),
    median(init.get(bundle) ?? []).toFixed(1),
    bundle === empty ? "" : (aboveEmpty(bundle) / aboveEmpty(plain)).toFixed(2),
    ...ratios(get, bundle, plain),
    ...ratios(post, bundle, plain),
  ]);
  const head = ["", "KB", "KB gzip", "init ms", "above empty", "GET of 25, µs CPU", "", "POST, µs CPU", ""];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `Node.js ${process.version}; ratios to the plain handler bundled by default\n\n${lines.join("\n")}`;
}

/** The median, and the median of what each round came to against the same round of the plain handler. */
function ratios(samples: Samples, bundle: Bundle, plain: Bundle): [string, string] {
  const own = samples.get(bundle);
  const base = samples.get(plain);
  if (!own || !base) return ["", ""];
  return [median(own).toFixed(0), median(own.map((value, round) => value / (base[round] ?? Number.NaN))).toFixed(2)];
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
