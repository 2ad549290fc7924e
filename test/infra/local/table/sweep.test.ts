import { BatchWriteItemCommand, DynamoDBClient, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";

import type { TableServer } from "../../../../infra/local/table/server.ts";
import { startSweeper, sweepTables } from "../../../../infra/local/table/sweep.ts";
import { createTables } from "../../../../infra/local/table/tables.ts";
import type { TableModel } from "../../../../infra/local/template/model.ts";
import { dynamoDbAt, startTestDynalite } from "../../../support/table.ts";

const table = (name: string, timeToLiveAttribute?: string): TableModel => ({
  logicalId: name,
  name,
  keySchema: [
    { AttributeName: "list", KeyType: "HASH" },
    { AttributeName: "id", KeyType: "RANGE" },
  ],
  attributeDefinitions: ["list", "id", "at"].map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
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
  ...(timeToLiveAttribute !== undefined && { timeToLiveAttribute }),
});

const nowSeconds = 1_800_000_000;
const [hour, day, year] = [3600, 86_400, 31_536_000];
const never = new AbortController().signal;

let server: TableServer;
let client: DynamoDBClient;
let number = 0;
/** New for each test. */
let notes: TableModel;

beforeAll(async () => {
  server = await startTestDynalite();
});
afterAll(() => server.close());
beforeEach(async () => {
  client = new DynamoDBClient({ ...dynamoDbAt(server.endpoint), maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  notes = table(`Notes${++number}`, "until");
  await createTables([notes], dynamoDbAt(server.endpoint), undefined);
});
afterEach(() => vi.useRealTimers());

type Value = { N: string } | { S: string };
const secondsAgo = (seconds: number): Value => ({ N: String(nowSeconds - seconds) });

async function put(items: Record<string, Value | undefined>): Promise<void> {
  const requests = Object.entries(items).map(([id, until]) => ({
    PutRequest: { Item: { list: { S: "a" }, id: { S: id }, at: { S: id }, ...(until && { until }) } },
  }));
  while (requests.length > 0) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [notes.name]: requests.splice(0, 25) } }));
  }
}

/** What the table and its index hold, which must be the same. */
async function left(): Promise<string[]> {
  const ids = await idsIn({});
  expect(await idsIn({ IndexName: "ByTime" })).toEqual(ids);
  return ids;
}

async function idsIn(index: { IndexName?: string }): Promise<string[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: notes.name, ...index }));
  return Items.map(({ id }) => String(id?.S)).toSorted();
}

it("deletes what has been over for a day, from the index too, and no sooner", async () => {
  await put({ old: secondsAgo(30 * day), dayOld: secondsAgo(day), late: secondsAgo(day - 1), now: secondsAgo(0) });
  await sweepTables([notes], client, nowSeconds * 1000, never);
  expect(await left()).toEqual(["late", "now"]);

  await sweepTables([notes], client, (nowSeconds + day) * 1000, never);
  expect(await left()).toEqual([]);
});

it("leaves alone what has no time, one that is no number, or one of more than five years ago", async () => {
  await put({ timeless: undefined, text: { S: String(nowSeconds - 2 * day) }, ancient: secondsAgo(5 * year + 1) });
  await sweepTables([notes], client, nowSeconds * 1000, never);
  expect(await left()).toEqual(["ancient", "text", "timeless"]);
});

it("leaves alone the tables whose template names no time to live", async () => {
  await put({ old: secondsAgo(2 * day) });
  await sweepTables([table(notes.name)], client, nowSeconds * 1000, never);
  expect(await left()).toEqual(["old"]);
});

it("sweeps a table of many pages", async () => {
  const ids = Array.from({ length: 600 }, (_, index) => `n${index}`);
  await put(Object.fromEntries(ids.map((id, index) => [id, index % 2 === 0 ? secondsAgo(2 * day) : undefined])));
  await sweepTables([notes], client, nowSeconds * 1000, never);
  expect(await left()).toEqual(ids.filter((_, index) => index % 2 === 1).toSorted());
});

it("does not delete what was brought back while it swept", async () => {
  await put({ back: secondsAgo(2 * day), old: secondsAgo(2 * day) });
  const bringBack = new UpdateItemCommand({
    TableName: notes.name,
    Key: { list: { S: "a" }, id: { S: "back" } },
    UpdateExpression: "REMOVE #until",
    ExpressionAttributeNames: { "#until": "until" },
  });
  const sweeping = new DynamoDBClient({ ...dynamoDbAt(server.endpoint), maxAttempts: 1 });
  onTestFinished(() => sweeping.destroy());
  sweeping.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === "DeleteItemCommand") await client.send(bringBack);
    return next(args);
  });
  await sweepTables([notes], sweeping, nowSeconds * 1000, never);
  expect(await left()).toEqual(["back"]);
});

it("sweeps at once and then every hour, by the clock that it is given, until it is closed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  await put({ first: secondsAgo(day), second: secondsAgo(day - hour), third: secondsAgo(day - 2 * hour) });
  let seconds = nowSeconds;
  const sweeper = startSweeper([notes], dynamoDbAt(server.endpoint), () => seconds * 1000);
  const isLeft = (...ids: string[]) => vi.waitFor(async () => expect(await left()).toEqual(ids), 10_000);
  await isLeft("second", "third");
  seconds += hour;
  vi.advanceTimersByTime(hour * 1000);
  await isLeft("third");
  await sweeper.close();
  seconds += hour;
  vi.advanceTimersByTime(hour * 1000);
  expect(vi.getTimerCount()).toBe(0);
  expect(await left()).toEqual(["third"]);
});

it("outlives a table that does not answer", async () => {
  const closed = await startTestDynalite();
  await closed.close();
  const sweeper = startSweeper([notes], dynamoDbAt(closed.endpoint), () => nowSeconds * 1000);
  await expect(sweeper.close()).resolves.toBeUndefined();
});
