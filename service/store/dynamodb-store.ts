import type {
  AttributeValue,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  QueryCommandInput,
  QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { isUnavailable, type SendToDynamoDb } from "./dynamodb-client.ts";
import { Failure } from "../failure.ts";
import { newestFirstIndex } from "../names.ts";
import type { StoredWish, WishReader, WishWriter } from "./store.ts";
import type { Wish } from "../wish.ts";

// NAME, URL and LIST are reserved words in expressions.
const shownFields = {
  "#id": "id",
  "#name": "name",
  "#description": "description",
  "#url": "url",
  "#createdAt": "createdAt",
};

/** Reads wishes from the index `NewestFirst` of a table: one Query a page. */
export function createDynamoDbReader(tableName: string, send: SendToDynamoDb): WishReader {
  return {
    async newest({ list, limit, after }, signal) {
      const query: QueryCommandInput = {
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
      };
      const { Items = [], LastEvaluatedKey } = await orFailure(send<QueryCommandOutput>("Query", query, signal));
      const wishes = Items.slice(0, limit).map(toWish);
      const last = wishes.at(-1);
      const goesOn = Items.length > limit || LastEvaluatedKey !== undefined;
      return goesOn && last ? { wishes, next: { createdAt: last.createdAt, id: last.id } } : { wishes };
    },
  };
}

/** Adds wishes to a table: a conditional PutItem, and GetItem when the id is taken. */
export function createDynamoDbWriter(tableName: string, send: SendToDynamoDb): WishWriter {
  return {
    async add(wish, signal) {
      const put: PutItemCommandInput = {
        TableName: tableName,
        Item: toItem(wish),
        ConditionExpression: "attribute_not_exists(id)",
      };
      try {
        await send("PutItem", put, signal);
        return wish;
      } catch (error) {
        if ((error as Error).name !== "ConditionalCheckFailedException") throw asFailure(error);
      }
      // Read again rather than ask for the old item on failure: that option is not everywhere honoured.
      const get: GetItemCommandInput = { TableName: tableName, Key: { id: { S: wish.id } }, ConsistentRead: true };
      const { Item } = await orFailure(send<GetItemCommandOutput>("GetItem", get, signal));
      if (Item) return toStoredWish(Item);
      throw new Failure("store_unavailable", "The wish under this id has just been removed. Try again.");
    },
  };
}

function orFailure<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw asFailure(error);
  });
}

function asFailure(error: unknown): Failure {
  return isUnavailable(error)
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
