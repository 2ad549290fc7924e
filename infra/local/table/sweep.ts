import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";

import type { DynamoDbPlace } from "../function/environment.ts";
import type { TableModel } from "../template/model.ts";

/**
 * How long an item is still there after its time. DynamoDB deletes it "typically within two days", so nobody may rely on
 * it being gone. Not captured: a day is chosen, so that what relies on it is found out.
 */
const latenessSeconds = 24 * 60 * 60;

/** DynamoDB leaves alone what would have expired longer ago (developer guide, "Using time to live"). */
const oldestSeconds = 5 * 365 * 24 * 60 * 60;

const pauseMilliseconds = 60 * 60 * 1000;

/** Other requests get their turn between two pages. */
const pageItems = 500;

export interface Sweeper {
  close(): Promise<void>;
}

/**
 * Does what DynamoDB's time to live does: deletes items that are past their time, now and every hour.
 *
 * @param now in milliseconds since 1970
 */
export function startSweeper(tables: TableModel[], dynamodb: DynamoDbPlace, now: () => number): Sweeper {
  const client = new DynamoDBClient({ ...dynamodb, maxAttempts: 1 });
  const stop = new AbortController();
  // What hinders it hinders every request too, which then says so. The next sweep finds what this one has left.
  const sweep = () => sweepTables(tables, client, now(), stop.signal).catch(() => {});
  let sweeping = sweep();
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep);
  }, pauseMilliseconds);
  return {
    async close() {
      clearInterval(timer);
      stop.abort();
      await sweeping;
      client.destroy();
    },
  };
}

/**
 * Deletes the items whose time has been over for a day.
 *
 * As in DynamoDB, the attribute must be a number, of seconds since 1970, and no more than five years past.
 */
export async function sweepTables(
  tables: TableModel[],
  client: DynamoDBClient,
  nowMilliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  const nowSeconds = Math.floor(nowMilliseconds / 1000);
  for (const table of tables) {
    for await (const item of expiredItems(table, client, nowSeconds, signal)) {
      await deleteUnlessChanged(table, client, item, signal);
    }
  }
}

type Item = Record<string, AttributeValue>;

/** The keys and times of items that are to be deleted. */
async function* expiredItems(
  { name, keySchema, timeToLiveAttribute }: TableModel,
  client: DynamoDBClient,
  nowSeconds: number,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  if (timeToLiveAttribute === undefined) return;
  const keys = Object.fromEntries(keySchema.map(({ AttributeName, KeyType }) => [`#${KeyType}`, AttributeName]));
  let ExclusiveStartKey: Item | undefined;
  do {
    const scan = new ScanCommand({
      TableName: name,
      ProjectionExpression: ["#expiry", ...Object.keys(keys)].join(", "),
      FilterExpression: "#expiry BETWEEN :from AND :to",
      ExpressionAttributeNames: { ...keys, "#expiry": timeToLiveAttribute },
      ExpressionAttributeValues: {
        ":from": { N: String(nowSeconds - oldestSeconds) },
        ":to": { N: String(nowSeconds - latenessSeconds) },
      },
      Limit: pageItems,
      ExclusiveStartKey,
    });
    const page = await client.send(scan, { abortSignal: signal });
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** Somebody may have given the item another time meanwhile, or taken it away. */
async function deleteUnlessChanged(
  { name, timeToLiveAttribute = "" }: TableModel,
  client: DynamoDBClient,
  { [timeToLiveAttribute]: expiry, ...key }: Item,
  signal: AbortSignal,
): Promise<void> {
  const command = new DeleteItemCommand({
    TableName: name,
    Key: key,
    ConditionExpression: "#expiry = :expiry",
    ExpressionAttributeNames: { "#expiry": timeToLiveAttribute },
    ExpressionAttributeValues: { ":expiry": expiry! },
  });
  await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
