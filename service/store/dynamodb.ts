import {
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";

import { newestFirstIndex } from "../deployment.ts";
import { Failure } from "../failure.ts";
import { ifConditionHolds, orFailure } from "./dynamodb-client.ts";
import { nameOf, namesOf, updateExpression } from "./expressions.ts";
import { fromItem, type Item, partitionOf, shownAttributes, toItem } from "./item.ts";
import type { WishReader, WishWriter } from "./store.ts";

const shown = {
  ProjectionExpression: shownAttributes.map(nameOf).join(", "),
  ExpressionAttributeNames: namesOf(shownAttributes),
};

/** Reads wishes: one Query a page from the index `NewestFirst`, one GetItem a wish. */
export function createDynamoDbReader(tableName: string, client: DynamoDBDocumentClient): WishReader {
  async function get(id: string, signal: AbortSignal, more: Partial<GetCommandInput> = {}) {
    const command = new GetCommand({ TableName: tableName, Key: { id }, ...shown, ...more });
    const { Item: item } = await orFailure(client.send(command, { abortSignal: signal }), signal);
    const stored = item && fromItem(item as Item);
    return stored && stored.shelf !== "removed" ? stored : undefined;
  }
  return {
    async newest({ list, shelf, limit, after }, signal) {
      const partition = partitionOf(list, shelf);
      const query = new QueryCommand({
        TableName: tableName,
        IndexName: newestFirstIndex,
        KeyConditionExpression: "#list = :list",
        ...shown,
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
      return (await get(id, signal))?.wish;
    },

    async findOn(list, id, signal) {
      const stored = await get(id, signal, { ConsistentRead: true });
      return stored?.wish.list === list ? stored.wish : undefined;
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
