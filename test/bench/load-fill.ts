import { randomUUID } from "node:crypto";

import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import pMap from "p-map";

import type { DynamoDbPlace } from "../../infra/local/function/environment.ts";
import { defaultList } from "../../service/wish.ts";

// The most that BatchWriteItem takes.
const itemsAtOnce = 25;
const batchesAtOnce = 4;

/** Puts the wishes from one number up to another into a table past the API, which would take longer. */
export async function fill(dynamodb: DynamoDbPlace, from: number, to: number): Promise<void> {
  const client = new DynamoDBClient(dynamodb);
  const put = (items: object[]) => client.send(new BatchWriteItemCommand({ RequestItems: { WishList: items } }));
  await pMap(batches(from, to), put, { concurrency: batchesAtOnce });
  client.destroy();
}

function* batches(from: number, to: number): Generator<object[]> {
  for (let first = from; first < to; first += itemsAtOnce) {
    const count = Math.min(itemsAtOnce, to - first);
    yield Array.from({ length: count }, (_, n) => ({ PutRequest: { Item: item(first + n) } }));
  }
}

function item(n: number) {
  return {
    id: { S: randomUUID() },
    list: { S: defaultList },
    name: { S: `Wish ${n}` },
    url: { S: `https://example.org/wishes/${n}` },
    createdAt: { S: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString() },
    addedBy: { S: "auth0|ada" },
  };
}
