import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

import { newestFirstIndex } from "../deployment.ts";
import { Failure } from "../failure.ts";
import { fieldNames, pickFields, type Wish } from "../wish.ts";
import type { StoredWish, WishReader, WishWriter } from "./store.ts";

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

// NAME, URL and LIST are reserved words in expressions.
const shownFields = Object.fromEntries(fieldNames.map((name) => [`#${name}`, name]));

/** Reads wishes from the index `NewestFirst` of a table: one Query a page. */
export function createDynamoDbReader(tableName: string, client: DynamoDBDocumentClient): WishReader {
  return {
    async newest({ list, limit, after }, signal) {
      const query = new QueryCommand({
        TableName: tableName,
        IndexName: newestFirstIndex,
        KeyConditionExpression: "#list = :list",
        ProjectionExpression: Object.keys(shownFields).join(", "),
        ExpressionAttributeNames: { ...shownFields, "#list": "list" },
        ExpressionAttributeValues: { ":list": list },
        ScanIndexForward: false,
        // One more than asked for tells whether the list goes on.
        Limit: limit + 1,
        ...(after && { ExclusiveStartKey: { list, createdAt: after.createdAt, id: after.id } }),
      });
      const { Items = [], LastEvaluatedKey } = await orFailure(client.send(query, { abortSignal: signal }), signal);
      const wishes = Items.slice(0, limit).map((item) => pickFields(item) as Wish);
      const last = wishes.at(-1);
      const goesOn = Items.length > limit || LastEvaluatedKey !== undefined;
      return goesOn && last ? { wishes, next: { createdAt: last.createdAt, id: last.id } } : { wishes };
    },
  };
}

/** Adds wishes to a table: a conditional PutItem, and GetItem when the id is taken. */
export function createDynamoDbWriter(tableName: string, client: DynamoDBDocumentClient): WishWriter {
  return {
    async add(wish, signal) {
      const put = new PutCommand({
        TableName: tableName,
        Item: wish,
        ConditionExpression: "attribute_not_exists(id)",
      });
      const options = { abortSignal: signal };
      try {
        await orFailure(client.send(put, options), signal);
        return wish;
      } catch (error) {
        if (((error as Failure).cause as Error).name !== "ConditionalCheckFailedException") throw error;
      }
      // Read again rather than ask for the old item on failure: not every DynamoDB honours that option.
      const get = new GetCommand({ TableName: tableName, Key: { id: wish.id }, ConsistentRead: true });
      const { Item } = await orFailure(client.send(get, options), signal);
      if (Item) return Item as StoredWish;
      throw new Failure("store_unavailable", "The wish under this id has just been removed. Try again.");
    },
  };
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
