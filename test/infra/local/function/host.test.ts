import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";

import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, it, onTestFinished } from "vitest";

import { createFunctionHost } from "../../../../infra/local/function/host.ts";
import type { FunctionModel } from "../../../../infra/local/template/model.ts";
import { temporaryFolder, writeHandler } from "../template/assembly-fixture.ts";

const arn = "arn:aws:lambda:us-east-1:000000000000:function:tested";

/** Hosts one function with this source; its events are whatever the test says. */
async function hostFunction(source: string, model: Partial<FunctionModel> = {}, maxInstances = 4) {
  const output: string[] = [];
  const host = createFunctionHost({
    functions: [
      {
        logicalId: "Tested",
        name: "tested",
        arn,
        handler: "index.handler",
        codeFolder: await writeHandler(source),
        environment: {},
        timeoutSeconds: 10,
        memoryMegabytes: 128,
        ...model,
      },
    ],
    dynamodb: {
      region: "us-east-1",
      endpoint: "http://127.0.0.1:4567",
      credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    },
    maxInstances,
    onOutput: (_, line) => void output.push(line),
  });
  onTestFinished(() => host.close());
  const invoke = (event: unknown = {}) => host.invoke(arn, event as APIGatewayProxyEventV2);
  return { invoke, host, output };
}

/** Lets callers go as soon as so many have come. */
async function startMeeting(size: number): Promise<number> {
  const callers: Socket[] = [];
  const server = createServer((caller) => {
    callers.push(caller);
    if (callers.length === size) for (const each of callers) each.destroy();
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const returned = (payload: unknown) => ({ outcome: "returned", payload });
const failed = (message: RegExp) => ({ outcome: "failed", message: expect.stringMatching(message) });

describe("a function that works", () => {
  it("gets event and context, and its result crosses as JSON", async () => {
    const { invoke } = await hostFunction(`
      export const handler = async (event, context) => ({
        event, when: new Date(0), gone: undefined,
        context: { ...context, awsRequestId: typeof context.awsRequestId },
        left: context.getRemainingTimeInMillis() > 9000 && context.getRemainingTimeInMillis() <= 10000,
      });`);
    expect(await invoke({ rawPath: "/x" })).toEqual(
      returned({
        event: { rawPath: "/x" },
        when: "1970-01-01T00:00:00.000Z",
        context: {
          callbackWaitsForEmptyEventLoop: true,
          functionName: "tested",
          functionVersion: "$LATEST",
          invokedFunctionArn: arn,
          memoryLimitInMB: "128",
          awsRequestId: "string",
          logGroupName: "/aws/lambda/tested",
          logStreamName: "local",
        },
        left: true,
      }),
    );
  });

  it("has the environment of the template and of Lambda, and nothing of this process", async () => {
    process.env["LEFT_OUTSIDE"] = "secret";
    onTestFinished(() => void delete process.env["LEFT_OUTSIDE"]);
    const { invoke } = await hostFunction("export const handler = () => process.env;", {
      environment: { TABLE: "Wishes" },
    });
    const result = (await invoke()) as { payload: Record<string, string> };
    expect(result.payload).toMatchObject({
      TABLE: "Wishes",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "tested",
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:4567",
      _HANDLER: "index.handler",
    });
    expect(
      Object.keys(result.payload).filter((name) => !/^(?:AWS_|LAMBDA_|_HANDLER$|TZ$|LANG$|TABLE$)/u.test(name)),
    ).toEqual([]);
  });

  it("keeps its state between events, and after an error that the handler throws", async () => {
    const { invoke } = await hostFunction(`
      let count = 0;
      export const handler = (event) => { count++; if (event.fail) throw new TypeError("no"); return count; };`);
    expect(await invoke()).toEqual(returned(1));
    expect(await invoke({ fail: true })).toEqual({ outcome: "failed", message: "TypeError: no" });
    expect(await invoke()).toEqual(returned(3));
  });

  it("may be CommonJS, in a folder, and return nothing", async () => {
    const codeFolder = await temporaryFolder();
    await mkdir(join(codeFolder, "app"));
    await writeFile(join(codeFolder, "app/main.cjs"), "exports.run = () => {};");
    const { invoke } = await hostFunction("", { codeFolder, handler: "app/main.run" });
    expect(await invoke()).toEqual(returned(undefined));
  });

  it("hands on what it writes, line by line, before its answer", async () => {
    const { invoke, output } = await hostFunction(`export const handler = async () => {
      console.log("one\\ntwo");
      console.error("three");
      console.log("x".repeat(1_000_000));
    };`);
    await invoke();
    expect(output).toEqual(["one", "two", "three", "x".repeat(1_000_000)]);
  });
});

describe("a function that fails", () => {
  it("is stopped at its timeout, also in a busy loop, and starts afresh", async () => {
    const { invoke } = await hostFunction(
      "let count = 0; export const handler = (event) => { count++; while (event.hang); return count; };",
      { timeoutSeconds: 1 },
    );
    expect(await invoke()).toEqual(returned(1));
    expect(await invoke({ hang: true })).toEqual({ outcome: "failed", message: "Task timed out after 1.00 seconds" });
    expect(await invoke()).toEqual(returned(1));
  });

  it.each([
    ["process.exit(3)", /exited with status 3/u],
    ["setImmediate(() => { throw new Error('later'); }); return new Promise(() => {})", /crashed: Error: later/u],
    ["Promise.reject(new Error('unseen')); return new Promise(() => {})", /crashed: Error: unseen/u],
    ["return 1n", /BigInt/u],
  ])("by %s: says so, and starts afresh", async (statement, message) => {
    const { invoke } = await hostFunction(
      `export const handler = (event) => { if (event.ok) return "ok"; ${statement}; };`,
    );
    expect(await invoke()).toEqual(failed(message));
    expect(await invoke({ ok: true })).toEqual(returned("ok"));
  });

  it("by using up its memory: says so, and starts afresh", async () => {
    const { invoke } = await hostFunction(
      `export const handler = (event) => {
        if (event.ok) return "ok";
        const kept = [];
        for (;;) kept.push(new Array(10000).fill(kept.length));
      };`,
    );
    expect(await invoke()).toEqual(failed(/out of memory/iu));
    expect(await invoke({ ok: true })).toEqual(returned("ok"));
  });

  it.each([
    ["throw new Error('broken');", "index.handler", /could not be loaded: Error: broken/u],
    ["export const handler = 1;", "index.handler", /index\.handler is not a function/u],
    ["", "other.handler", /no module other/u],
    ["process.exit(9);", "index.handler", /exited with status 9/u],
  ])("while loading %s", async (source, handler, message) => {
    const { invoke } = await hostFunction(source, { handler });
    expect(await invoke()).toEqual(failed(message));
    expect(await invoke()).toEqual(failed(message));
  });

  it("by a response over 6 MB", async () => {
    const { invoke } = await hostFunction("export const handler = (event) => 'x'.repeat(event.length);");
    expect(await invoke({ length: 6_291_554 })).toMatchObject({ outcome: "returned" });
    expect(await invoke({ length: 6_291_555 })).toEqual(failed(/exceeded maximum allowed payload size/u));
  });

  it("tells its log why", async () => {
    const { invoke, output } = await hostFunction("export const handler = () => { throw new Error('why'); };");
    await invoke();
    expect(output[0]).toBe("Error: why");
    expect(output[1]).toContain("index.mjs");
  });
});

describe("a busy function", () => {
  it("runs events side by side, each in a process of its own", async () => {
    const port = await startMeeting(3);
    const { invoke } = await hostFunction(`
      import { once } from "node:events";
      import { connect } from "node:net";
      export const handler = async ({ port }) => {
        await once(connect(port, "127.0.0.1"), "close");
        return process.pid;
      };`);
    const results = await Promise.all([1, 2, 3].map(() => invoke({ port })));
    const processes = results.map((result) => (result.outcome === "returned" ? result.payload : result.message));
    expect(new Set([process.pid, ...processes]).size).toBe(4);
  });

  it("makes events wait when all instances are busy, and takes them in order", async () => {
    const { invoke } = await hostFunction(
      "let count = 0; export const handler = async (event) => { await new Promise(setImmediate); return [event.n, ++count]; };",
      {},
      1,
    );
    const results = await Promise.all([1, 2, 3, 4].map((n) => invoke({ n })));
    expect(results).toEqual([1, 2, 3, 4].map((n) => returned([n, n])));
  });

  it("goes on with those that wait after one has crashed", async () => {
    const { invoke } = await hostFunction("export const handler = (n) => (n === 1 ? process.exit() : n);", {}, 1);
    const results = await Promise.all([1, 2, 3].map((n) => invoke(n)));
    expect(results).toEqual([failed(/exited with status 0/u), returned(2), returned(3)]);
  });

  it("ends what runs and what waits when the host closes", async () => {
    const { invoke, host } = await hostFunction("export const handler = () => new Promise(() => {});", {}, 1);
    const results = Promise.all([invoke(), invoke()]);
    await host.close();
    expect(await results).toEqual([failed(/stopped/u), failed(/stopping/u)]);
    expect(await invoke()).toEqual(failed(/stopping/u));
  });
});

it("knows only the functions of the stack", async () => {
  const { host } = await hostFunction("export const handler = () => {};");
  expect(await host.invoke("arn:other", {} as APIGatewayProxyEventV2)).toEqual(failed(/no function arn:other/u));
});
