import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";

import { newestFirstIndex } from "../deployment.ts";
import { ifConditionHolds, orFailure } from "./dynamodb-client.ts";
import { nameOf, namesOf } from "./expressions.ts";
import {
  fromItemOfList,
  idOfList,
  ownerAttributesOfList,
  partitionOf,
  partitionOfLists,
  shownAttributesOfList,
  toItemOfList,
} from "./item.ts";
import type { ListReader, ListWriter, OwnerReader } from "./store.ts";

const shown = {
  ProjectionExpression: shownAttributesOfList.map(nameOf).join(", "),
  ExpressionAttributeNames: namesOf(shownAttributesOfList),
};

/** Reads lists: one Query a page from the index `NewestFirst`, one GetItem a list. */
export function createListReader(tableName: string, client: DynamoDBDocumentClient): ListReader {
  return {
    async lists(limit, after, signal) {
      const query = new QueryCommand({
        TableName: tableName,
        IndexName: newestFirstIndex,
        KeyConditionExpression: "#list = :list",
        ...shown,
        ExpressionAttributeNames: { ...shown.ExpressionAttributeNames, [nameOf("list")]: "list" },
        ExpressionAttributeValues: { ":list": partitionOfLists },
        ScanIndexForward: false,
        // One more than asked for tells whether there are more.
        Limit: limit + 1,
        ...(after && {
          ExclusiveStartKey: { list: partitionOfLists, createdAt: after.createdAt, id: idOfList(after.id) },
        }),
      });
      const { Items = [], LastEvaluatedKey } = await orFailure(client.send(query, { abortSignal: signal }), signal);
      const lists = Items.slice(0, limit).map((item) => fromItemOfList(item).list);
      const last = lists.at(-1);
      const goesOn = Items.length > limit || LastEvaluatedKey !== undefined;
      return goesOn && last ? { lists, next: { createdAt: last.createdAt, id: last.name } } : { lists };
    },

    async findList(name, signal) {
      const get = new GetCommand({ TableName: tableName, Key: { id: idOfList(name) }, ...shown });
      const { Item: item } = await orFailure(client.send(get, { abortSignal: signal }), signal);
      const stored = item && fromItemOfList(item);
      return stored && stored.purgeAt === undefined ? stored.list : undefined;
    },
  };
}

/** Reads who lists belong to: one GetItem a list. */
export function createOwnerReader(tableName: string, client: DynamoDBDocumentClient): OwnerReader {
  return {
    async ownerOfList(name, signal) {
      const get = new GetCommand({
        TableName: tableName,
        Key: { id: idOfList(name) },
        ConsistentRead: true,
        ProjectionExpression: ownerAttributesOfList.map(nameOf).join(", "),
        ExpressionAttributeNames: namesOf(ownerAttributesOfList),
      });
      const { Item: item } = await orFailure(client.send(get, { abortSignal: signal }), signal);
      const stored = item && fromItemOfList(item);
      return stored && stored.purgeAt === undefined
        ? { owner: stored.addedBy, since: stored.list.createdAt }
        : undefined;
    },
  };
}

/** Makes, changes and removes lists: each write is one conditional PutItem. */
export function createListWriter(tableName: string, client: DynamoDBDocumentClient): ListWriter {
  return {
    async readList(name, signal) {
      const get = new GetCommand({ TableName: tableName, Key: { id: idOfList(name) }, ConsistentRead: true });
      const { Item: item } = await orFailure(client.send(get, { abortSignal: signal }), signal);
      return item && fromItemOfList(item);
    },

    async putList(list, version, signal) {
      const put = new PutCommand({
        TableName: tableName,
        Item: toItemOfList(list),
        ConditionExpression: version === undefined ? "attribute_not_exists(id)" : "#version = :version",
        ...(version !== undefined && {
          ExpressionAttributeNames: namesOf(["version"]),
          ExpressionAttributeValues: { ":version": version },
        }),
      });
      return (await ifConditionHolds(client.send(put, { abortSignal: signal }), signal)) !== undefined;
    },

    async isEmpty(list, signal) {
      const counts = await Promise.all(
        (["wanted", "got"] as const).map(async (shelf) => {
          const query = new QueryCommand({
            TableName: tableName,
            IndexName: newestFirstIndex,
            KeyConditionExpression: "#list = :list",
            ExpressionAttributeNames: namesOf(["list"]),
            ExpressionAttributeValues: { ":list": partitionOf(list, shelf) },
            Select: "COUNT",
            Limit: 1,
          });
          return (await orFailure(client.send(query, { abortSignal: signal }), signal)).Count ?? 0;
        }),
      );
      return counts.every((count) => count === 0);
    },
  };
}
