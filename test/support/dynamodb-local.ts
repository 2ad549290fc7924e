import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { reservePort } from "../../infra/local/port.ts";
import { reasonToSkip } from "./skipping.ts";

export interface DynamoDbLocal {
  endpoint: string;
  close(): Promise<void>;
}

const jar = "DynamoDBLocal.jar";
const answerMilliseconds = 90_000;

/** For hooks that start it: several of them at once on a small machine are slow. */
export const startTimeoutMilliseconds = 120_000;

/** The folder with Amazon's DynamoDB Local, which is no dependency: it is Java, has 66 MB and a licence of its own. */
const folder = process.env["WISH_TEST_DYNAMODB_LOCAL"] ?? "";

/** Says why the tests against DynamoDB Local cannot run on this machine; `undefined` when they can. */
export function reasonForNoDynamoDbLocal(): string | undefined {
  if (!folder) return reasonToSkip("DYNAMODB_LOCAL", `WISH_TEST_DYNAMODB_LOCAL does not name the folder with ${jar}`);
  return reasonToSkip("DYNAMODB_LOCAL", existsSync(join(folder, jar)) ? undefined : `there is no ${jar} in ${folder}`);
}

/** Starts DynamoDB Local with nothing on disk, and resolves when it answers. It takes some seconds. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  // It cannot choose a free port by itself.
  const port = await reservePort(0);
  await port.release();
  const args = ["-Djava.library.path=DynamoDBLocal_lib", "-jar", jar, "-inMemory", "-disableTelemetry"];
  const program = spawn("java", [...args, "-port", new URL(port.url).port], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<string>((resolve) => {
    program.once("error", (error) => resolve(error.message));
    program.once("exit", (exitCode, signal) => resolve(`it ended with ${exitCode ?? signal}`));
  });
  const close = async () => {
    program.kill("SIGKILL");
    await ended;
  };

  let problem: string | undefined;
  void ended.then((how) => (problem = how));
  const deadline = Date.now() + answerMilliseconds;
  while (!(await answers(port.url))) {
    if (problem === undefined && Date.now() > deadline) problem = "it did not answer";
    if (problem !== undefined) {
      await close();
      throw new Error(`DynamoDB Local could not be started: ${problem}.`);
    }
    await pause(100);
  }
  return { endpoint: port.url, close };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
