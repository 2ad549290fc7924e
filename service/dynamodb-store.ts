import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { Failure } from "./failure.ts";
import { newestFirstIndex } from "./names.ts";
import type { StoredPage, StoredWish, WishStore } from "./store.ts";
import type { Wish } from "./wish.ts";

// One silent attempt must leave time for the others within storeBudgetMilliseconds. Throttled attempts wait up to 1 s
// and 2 s between them, which the SDK decides.
const attempts = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, socketTimeout: 1500, throwOnRequestTimeout: true },
} satisfies DynamoDBClientConfig;

// NAME, URL and LIST are reserved words in expressions.
const shownFields = {
  "#id": "id",
  "#name": "name",
  "#description": "description",
  "#url": "url",
  "#createdAt": "createdAt",
};

/**
 * Keeps wishes in a DynamoDB table with the index `NewestFirst`.
 *
 * Region, credentials and, on a local stack, the endpoint come from the SDK's usual environment variables unless given
 * in `config`.
 */
export function createDynamoDbStore(tableName: string, config: DynamoDBClientConfig = {}): WishStore {
  const client = new DynamoDBClient({ ...attempts, ...config });

  return {
    async add(wish, signal) {
      const put = new PutItemCommand({
        TableName: tableName,
        Item: toItem(wish),
        ConditionExpression: "attribute_not_exists(id)",
      });
      try {
        await withinBudget(client.send(put, { abortSignal: signal }), signal);
        return wish;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw asFailure(error);
      }
      // Read again rather than ask for the old item on failure: that option is not everywhere honoured.
      const get = new GetItemCommand({ TableName: tableName, Key: { id: { S: wish.id } }, ConsistentRead: true });
      try {
        const { Item } = await withinBudget(client.send(get, { abortSignal: signal }), signal);
        if (Item) return toStoredWish(Item);
      } catch (error) {
        throw asFailure(error);
      }
      throw new Failure("store_unavailable", "The wish under this id has just been removed. Try again.");
    },

    async newest({ list, limit, after }, signal): Promise<StoredPage> {
      const query = new QueryCommand({
        TableName: tableName,
        IndexName: newestFirstIndex,
        KeyConditionExpression: "#list = :list",
        ProjectionExpression: Object.keys(shownFields).join(", "),
        ExpressionAttributeNames: { ...shownFields, "#list": "list" },
        ExpressionAttributeValues: { ":list": { S: list } },
        ScanIndexForward: false,
        // One more than asked for tells whether the list goes on.
        Limit: limit + 1,
        ...(after && {
          ExclusiveStartKey: { list: { S: list }, createdAt: { S: after.createdAt }, id: { S: after.id } },
        }),
      });
      try {
        const { Items = [], LastEvaluatedKey } = await withinBudget(
          client.send(query, { abortSignal: signal }),
          signal,
        );
        const wishes = Items.slice(0, limit).map(toWish);
        const last = wishes.at(-1);
        const goesOn = Items.length > limit || LastEvaluatedKey !== undefined;
        return goesOn && last ? { wishes, next: { createdAt: last.createdAt, id: last.id } } : { wishes };
      } catch (error) {
        throw asFailure(error);
      }
    },
  };
}

/** Settles as the answer does, or rejects once the signal aborts: the SDK's waits between attempts do not see it. */
function withinBudget<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    void answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function asFailure(error: unknown): Failure {
  const sdkError = error as Parameters<typeof isTransientError>[0];
  const unavailable =
    isThrottlingError(sdkError) ||
    isTransientError(sdkError) ||
    isServerError(sdkError) ||
    sdkError.name === "AbortError" ||
    sdkError.name === "TimeoutError";
  return unavailable
    ? new Failure("store_unavailable", "The wish list cannot be reached right now. Try again.", { cause: error })
    : new Failure("internal", "Internal Server Error", { cause: error });
}

function toItem(wish: StoredWish): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(wish).map(([field, text]: [string, string]) => [field, { S: text }]));
}

function toWish(item: Record<string, AttributeValue>): Wish {
  const text = (field: string): string | undefined => item[field]?.S;
  const description = text("description");
  const url = text("url");
  return {
    id: text("id") ?? "",
    name: text("name") ?? "",
    ...(description !== undefined && { description }),
    ...(url !== undefined && { url }),
    createdAt: text("createdAt") ?? "",
  };
}

function toStoredWish(item: Record<string, AttributeValue>): StoredWish {
  return { ...toWish(item), list: item["list"]?.S ?? "", addedBy: item["addedBy"]?.S ?? "" };
}
