import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

import { newestFirstIndex } from "../deployment.ts";
import { Failure } from "../failure.ts";
import { nameOf, namesOf, updateExpression } from "./expressions.ts";
import { fromItem, type Item, partitionOf, shownAttributes, toItem } from "./item.ts";
import type { WishReader, WishWriter } from "./store.ts";

// One silent attempt must leave time for the others within the store's budget. Throttled attempts wait up to 1 s and
// 2 s between them, which the SDK decides.
const maxAttempts = 3;
const requestHandler = {
  connectionTimeout: 1000,
  requestTimeout: 1500,
  socketTimeout: 1500,
  throwOnRequestTimeout: true,
};

/** Connects to the DynamoDB that the environment leads to, as Lambda and the SDK's own variables set it. */
export function connectToDynamoDb(options: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts, requestHandler, ...options }));
}

const shown = { ProjectionExpression: shownAttributes.map(nameOf).join(", ") };

/** Reads wishes: one Query a page from the index `NewestFirst`, one GetItem a wish. */
export function createDynamoDbReader(tableName: string, client: DynamoDBDocumentClient): WishReader {
  return {
    async newest({ list, shelf, limit, after }, signal) {
      const partition = partitionOf(list, shelf);
      const query = new QueryCommand({
        TableName: tableName,
        IndexName: newestFirstIndex,
        KeyConditionExpression: "#list = :list",
        ...shown,
        ExpressionAttributeNames: namesOf(shownAttributes),
        ExpressionAttributeValues: { ":list": partition },
        ScanIndexForward: false,
        // One more than asked for tells whether the list goes on.
        Limit: limit + 1,
        ...(after && { ExclusiveStartKey: { list: partition, createdAt: after.createdAt, id: after.id } }),
      });
      const { Items = [], LastEvaluatedKey } = await orFailure(client.send(query, { abortSignal: signal }), signal);
      const wishes = Items.slice(0, limit).map((item) => fromItem(item as Item).wish);
      const last = wishes.at(-1);
      const goesOn = Items.length > limit || LastEvaluatedKey !== undefined;
      return goesOn && last ? { wishes, next: { createdAt: last.createdAt, id: last.id } } : { wishes };
    },

    async find(id, signal) {
      const names = { ...shown, ExpressionAttributeNames: namesOf(shownAttributes) };
      const get = new GetCommand({ TableName: tableName, Key: { id }, ...names });
      const { Item: item } = await orFailure(client.send(get, { abortSignal: signal }), signal);
      const stored = item && fromItem(item as Item);
      return stored && stored.shelf !== "removed" ? stored.wish : undefined;
    },
  };
}

/** Adds and changes wishes: each write is one conditional PutItem or UpdateItem, and GetItem tells why one was refused. */
export function createDynamoDbWriter(tableName: string, client: DynamoDBDocumentClient): WishWriter {
  const read: WishWriter["read"] = async (id, signal) => {
    // Rather than ask for the old item on failure: not every DynamoDB honours that option.
    const get = new GetCommand({ TableName: tableName, Key: { id }, ConsistentRead: true });
    const { Item: item } = await orFailure(client.send(get, { abortSignal: signal }), signal);
    return item && fromItem(item as Item);
  };
  return {
    read,

    async add(wish, signal) {
      const put = new PutCommand({
        TableName: tableName,
        Item: toItem(wish),
        ConditionExpression: "attribute_not_exists(id)",
      });
      if (await ifConditionHolds(client.send(put, { abortSignal: signal }), signal)) return wish;
      const taken = await read(wish.wish.id, signal);
      if (taken) return taken;
      throw new Failure("store_unavailable", "The wish under this id has just been removed. Try again.");
    },

    async update(update, signal) {
      const command = new UpdateCommand({ TableName: tableName, ...updateExpression(update), ReturnValues: "ALL_NEW" });
      const answer = await ifConditionHolds(client.send(command, { abortSignal: signal }), signal);
      return answer && fromItem(answer.Attributes as Item);
    },
  };
}

/** Gives the answer to a conditional write, or `undefined` when its condition does not hold. */
async function ifConditionHolds<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await orFailure(answer, signal);
  } catch (error) {
    if (((error as Failure).cause as Error).name === "ConditionalCheckFailedException") return undefined;
    throw error;
  }
}

/**
 * Gives an answer of the SDK, or fails as soon as the signal aborts: the SDK's waits between attempts do not see it.
 *
 * @throws Failure `store_unavailable` where trying again later may help, otherwise `internal`
 */
async function orFailure<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await untilAborted(answer, signal);
  } catch (error) {
    throw isUnavailable(error as Error)
      ? new Failure("store_unavailable", "The wish list cannot be reached right now. Try again.", { cause: error })
      : new Failure("internal", "Internal Server Error", { cause: error });
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    void answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function isUnavailable(error: Error): boolean {
  const isPassing = [isThrottlingError, isTransientError, isServerError].some((is) => is(error as never));
  return isPassing || error.name === "AbortError" || error.name === "TimeoutError";
}
