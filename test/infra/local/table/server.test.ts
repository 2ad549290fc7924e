import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { Level } from "level";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { localCredentials } from "../../../../infra/local/function/environment.ts";
import { createTables } from "../../../../infra/local/table/tables.ts";
import type { TableModel } from "../../../../infra/local/template/model.ts";
import { dynamoDbAt, startTestDynalite } from "../../../support/table.ts";
import { temporaryFolder } from "../template/assembly-fixture.ts";

const notes: TableModel = {
  logicalId: "Notes",
  name: "Notes",
  keySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  attributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "list", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "S" },
  ],
  globalSecondaryIndexes: [
    {
      IndexName: "ByTime",
      KeySchema: [
        { AttributeName: "list", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

async function startTables(folder: string | undefined, tables: TableModel[] = [notes]) {
  const server = await startTestDynalite(folder);
  await createTables(tables, dynamoDbAt(server.endpoint), folder).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  return server;
}

function createClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ ...dynamoDbAt(endpoint), maxAttempts: 1 });
}

function clientOf(endpoint: string): DynamoDBClient {
  const client = createClient(endpoint);
  onTestFinished(() => client.destroy());
  return client;
}

const put = (id: string, text = "") =>
  new PutItemCommand({
    TableName: "Notes",
    Item: { id: { S: id }, list: { S: "a" }, at: { S: id }, text: { S: text } },
  });

const idsIn = async (endpoint: string, ids: string[]) => {
  const client = clientOf(endpoint);
  const found = ids.map((id) => client.send(new GetItemCommand({ TableName: "Notes", Key: { id: { S: id } } })));
  return (await Promise.all(found)).map(({ Item }) => Item?.["id"]?.S);
};

const listedIn = async (endpoint: string) => {
  const query = new QueryCommand({
    TableName: "Notes",
    IndexName: "ByTime",
    KeyConditionExpression: "#list = :list",
    ExpressionAttributeNames: { "#list": "list" },
    ExpressionAttributeValues: { ":list": { S: "a" } },
  });
  const { Items = [] } = await clientOf(endpoint).send(query);
  return Items.map((item) => item["id"]?.S ?? "");
};

/** Writes a few items into a folder, and closes it again. */
async function writeItems(folder: string, items: { id: string; text?: string }[]): Promise<void> {
  const server = await startTables(folder);
  const client = createClient(server.endpoint);
  for (const { id, text } of items) await client.send(put(id, text));
  client.destroy();
  await server.close();
}

async function writtenFolder(items: { id: string; text?: string }[]): Promise<string> {
  const folder = join(await temporaryFolder(), "dynamodb");
  await writeItems(folder, items);
  return folder;
}

describe("tables in a folder", () => {
  it("are there again after a restart", async () => {
    const folder = await writtenFolder([{ id: "1" }, { id: "2" }]);
    const server = await startTables(folder);
    onTestFinished(() => server.close());
    expect(await idsIn(server.endpoint, ["1", "2", "3"])).toEqual(["1", "2", undefined]);
  });

  it("keep every acknowledged write when the process is killed, and list no item that is not there", async () => {
    const folder = join(await temporaryFolder(), "dynamodb");
    const acknowledged: string[] = [];
    const program = `
      const { startTableServer } = await import(${JSON.stringify(new URL("../../../../infra/local/table/server.ts", import.meta.url).href)});
      process.stdout.write((await startTableServer(${JSON.stringify(folder)}, ${JSON.stringify(localCredentials.accessKeyId)})).endpoint);`;
    for (const round of [1, 2]) {
      const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [endpoint] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
      await createTables([notes], dynamoDbAt(endpoint), folder);
      const client = clientOf(endpoint);
      const writes = Array.from({ length: 200 }, (_, n) => `${round}-${n}`).map(async (id) => {
        await client.send(put(id, "x".repeat(1000)));
        acknowledged.push(id);
        if (acknowledged.length === round * 100) child.kill("SIGKILL");
      });
      await Promise.allSettled(writes);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
    const server = await startTables(folder);
    onTestFinished(() => server.close());
    expect(await idsIn(server.endpoint, acknowledged)).toEqual(acknowledged);
    const listed = await listedIn(server.endpoint);
    expect(await idsIn(server.endpoint, listed)).toEqual(listed);
    expect(listed).toEqual(expect.arrayContaining(acknowledged));
  });

  it("are refused to a second server as soon as the first one says that it has started", async () => {
    const folder = join(await temporaryFolder(), "dynamodb");
    const server = await startTestDynalite(folder);
    onTestFinished(() => server.close());
    await expect(startTestDynalite(folder)).rejects.toMatchObject({
      code: "data_unusable",
      message: `Another process is using ${folder}. Stop it, or choose another folder with --data.`,
    });
  });

  it("go to one of two servers that start at once", async () => {
    const folder = join(await temporaryFolder(), "dynamodb");
    const starts = await Promise.allSettled([startTestDynalite(folder), startTestDynalite(folder)]);
    for (const start of starts) if (start.status === "fulfilled") onTestFinished(() => start.value.close());
    const [refused, ...others] = starts.filter((start) => start.status === "rejected");
    expect(others).toEqual([]);
    expect(refused?.reason).toMatchObject({ code: "data_unusable" });
  });

  it("are refused when another takes them as soon as they are prepared", async () => {
    const folder = join(await temporaryFolder(), "dynamodb");
    const closing = vi.spyOn(Level.prototype, "close");
    onTestFinished(() => closing.mockRestore());
    closing.mockImplementationOnce(async function takeAfterwards(this: Level) {
      closing.mockRestore();
      await this.close();
      const other = new Level(folder);
      onTestFinished(() => other.close());
      await other.open();
    });
    await expect(startTestDynalite(folder)).rejects.toMatchObject({
      code: "data_unusable",
      message: expect.stringMatching(/^Another process is using .*dynamodb\. Stop it/u),
    });
  });

  it("are created again when the process ended while one was being created", async () => {
    const folder = await writtenFolder([]);
    const database = new Level<string, object>(folder, { valueEncoding: "json" });
    await database.put("table~Notes", { ...(await database.get("table~Notes")), TableStatus: "CREATING" });
    await database.close();
    const server = await startTables(folder);
    onTestFinished(() => server.close());
    await clientOf(server.endpoint).send(put("1"));
    expect(await idsIn(server.endpoint, ["1"])).toEqual(["1"]);
  });

  it.each([
    ["keys", { ...notes, keySchema: [...notes.keySchema, { AttributeName: "at", KeyType: "RANGE" as const }] }],
    ["index", { ...notes, globalSecondaryIndexes: [] }],
  ])("are refused with another %s than the template's", async (_, table) => {
    const folder = await writtenFolder([{ id: "1" }]);
    await expect(startTables(folder, [table])).rejects.toMatchObject({
      code: "tables_unusable",
      message: expect.stringMatching(
        /The table Notes has keys or indexes that differ .* Delete the folder .*dynamodb/u,
      ),
    });
  });
});

const filesOf = async (folder: string, end: string) =>
  (await readdir(folder)).filter((name) => name.endsWith(end)).map((name) => join(folder, name));

describe("a damaged folder", () => {
  const someText = Array.from({ length: 40_000 }, (_, n) => (n * 7919).toString(36)).join("");
  // More than LevelDB keeps in its log, so that there are table files too.
  const items = Array.from({ length: 30 }, (_, n) => ({ id: String(n), text: someText.slice(n) }));

  let original: string;
  beforeAll(async () => {
    original = await mkdtemp(join(tmpdir(), "wish-tables-"));
    await writeItems(original, items);
  });
  afterAll(() => rm(original, { recursive: true }));

  it.each<[string, (folder: string) => Promise<unknown>]>([
    ["an empty CURRENT", (folder) => truncate(join(folder, "CURRENT"))],
    ["no CURRENT", (folder) => rm(join(folder, "CURRENT"))],
    ["garbage in CURRENT", (folder) => writeFile(join(folder, "CURRENT"), "garbage\n")],
    [
      "garbage for a table file",
      async (folder) => writeFile((await filesOf(folder, ".ldb"))[0]!, "garbage".repeat(1000)),
    ],
    ["a lost table file", async (folder) => rm((await filesOf(folder, ".ldb"))[0]!)],
    [
      "garbage everywhere",
      async (folder) => Promise.all((await filesOf(folder, "")).map((file) => writeFile(file, "?"))),
    ],
  ])("%s: is told with what to do, and left as it is", async (_, damage) => {
    const folder = join(await temporaryFolder(), "dynamodb");
    await cp(original, folder, { recursive: true });
    await damage(folder);
    await expect(startTestDynalite(folder)).rejects.toMatchObject({
      code: "data_unusable",
      message: expect.stringMatching(/^The tables in .*dynamodb cannot be opened: [^\n]*\. Delete that folder[^\n]*$/u),
    });
    await expect(startTestDynalite(folder)).rejects.toMatchObject({ code: "data_unusable" });
  });

  it.each<[string, (log: Buffer) => Buffer]>([
    ["in the middle", (log) => Buffer.concat([log.subarray(0, 3000), Buffer.alloc(300, "?"), log.subarray(3300)])],
    ["all over", (log) => Buffer.alloc(log.length, "?")],
  ])("a log that is garbage %s: is told once, and goes on with what is left", async (_, damage) => {
    const folder = await writtenFolder([{ id: "1", text: "x".repeat(50_000) }]);
    const [log] = await filesOf(folder, ".log");
    await writeFile(log!, damage(await readFile(log!)));
    await expect(startTestDynalite(folder)).rejects.toMatchObject({
      code: "data_unusable",
      message: expect.stringMatching(/last writes .* were dropped/u),
    });
    const server = await startTables(folder);
    await server.close();
  });

  it("that is a file is told with what to do", async () => {
    const file = join(await temporaryFolder(), "dynamodb");
    await writeFile(file, "");
    await expect(startTestDynalite(file)).rejects.toThrow(/Make it a folder that you may write to/u);
  });

  it.skipIf(process.getuid?.() === 0)("that may not be written is told with what to do", async () => {
    const parent = join(await temporaryFolder(), "locked");
    await mkdir(parent, { mode: 0o500 });
    await expect(startTestDynalite(join(parent, "dynamodb"))).rejects.toThrow(
      /Make it a folder that you may write to/u,
    );
  });
});

describe("tables in memory", () => {
  it("are gone after a restart", async () => {
    const first = await startTables(undefined);
    await clientOf(first.endpoint).send(put("1"));
    await first.close();
    const second = await startTables(undefined);
    onTestFinished(() => second.close());
    expect(await idsIn(second.endpoint, ["1"])).toEqual([undefined]);
  });

  it("outlive a client that goes away in the middle of a request", async () => {
    const server = await startTables(undefined);
    onTestFinished(() => server.close());
    const socket = connect(Number(new URL(server.endpoint).port), "127.0.0.1");
    const authorization = `AWS4-HMAC-SHA256 Credential=${localCredentials.accessKeyId}/`;
    const head = ["POST / HTTP/1.1", "host: localhost", `authorization: ${authorization}`, "content-length: 99"];
    socket.end(`${head.join("\r\n")}\r\n\r\n{`);
    socket.resume();
    await once(socket, "close");
    expect(await idsIn(server.endpoint, ["1"])).toEqual([undefined]);
  });
});

it("says that the DynamoDB at an endpoint does not answer", async () => {
  const closed = await startTestDynalite();
  await closed.close();
  await expect(createTables([notes], dynamoDbAt(closed.endpoint), undefined)).rejects.toMatchObject({
    code: "tables_unusable",
    message: expect.stringContaining("Start it, or leave out --dynamodb-endpoint."),
  });
});
