import { fork } from "node:child_process";
import { once } from "node:events";

import { expect, it, onTestFinished } from "vitest";

import { writeHandler } from "../template/assembly-fixture.ts";

it.for([
  ["returns", "process.once('disconnect', () => resolve('late'));"],
  ["fails outside the handler", "process.once('disconnect', () => setImmediate(() => { throw new Error('late'); }));"],
  ["never comes to an end", "setInterval(() => {}, 1000);"],
])("a process whose local stack is gone ends by itself when its handler %s", async ([, then]) => {
  const source = `export const handler = () => new Promise((resolve) => { console.log("started"); ${then} });`;
  const codeFolder = await writeHandler(source);
  const worker = fork(new URL("../../../../infra/local/function/worker.mjs", import.meta.url), {
    env: { LAMBDA_TASK_ROOT: codeFolder, _HANDLER: "index.handler" },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  await once(worker, "message");
  worker.send({ event: "{}", functionArn: "arn", requestId: "r", timeoutSeconds: 10 });
  await once(worker.stdout!, "data");

  // What a process that is killed leaves of its two channels.
  worker.stdout!.destroy();
  worker.disconnect();
  expect(await once(worker, "exit")).toEqual([0, null]);
});

it("a process whose local stack is gone before it has begun ends by itself", async () => {
  const codeFolder = await writeHandler("export const handler = () => undefined;");
  const worker = fork(new URL("../../../../infra/local/function/worker.mjs", import.meta.url), {
    env: { LAMBDA_TASK_ROOT: codeFolder, _HANDLER: "index.handler" },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  worker.stdout!.destroy();
  worker.disconnect();
  expect(await once(worker, "exit")).toEqual([0, null]);
});
