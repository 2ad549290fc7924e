import type { AddressInfo } from "node:net";

import { DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { AbstractValueIterator } from "abstract-level";
import { expect, it, onTestFinished, vi } from "vitest";

import { localCredentials } from "../../../../infra/local/function/environment.ts";
import { createDynalite } from "../../../../infra/local/table/dynalite-server.mjs";
import { createTables } from "../../../../infra/local/table/tables.ts";
import { dynamoDbAt } from "../../../support/table.ts";

it("closes what it reads from, also when a page is full before the list ends", async () => {
  const server = createDynalite(undefined, localCredentials.accessKeyId);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { AttributeName: "list", KeyType: "HASH" } as const;
  const sortKey = { AttributeName: "at", KeyType: "RANGE" } as const;
  const table = {
    logicalId: "Notes",
    name: "Notes",
    keySchema: [key, sortKey],
    attributeDefinitions: [key, sortKey].map(({ AttributeName }) => ({ AttributeName, AttributeType: "S" as const })),
    globalSecondaryIndexes: [],
  };
  await createTables([table], dynamoDbAt(endpoint), undefined);
  const client = new DynamoDBClient(dynamoDbAt(endpoint));
  onTestFinished(() => client.destroy());
  for (const at of ["1", "2", "3"]) {
    await client.send(new PutItemCommand({ TableName: "Notes", Item: { list: { S: "a" }, at: { S: at } } }));
  }

  const close = vi.spyOn(AbstractValueIterator.prototype, "close");
  const query = (Limit: number) =>
    client.send(
      new QueryCommand({
        TableName: "Notes",
        KeyConditionExpression: "#list = :list",
        ExpressionAttributeNames: { "#list": "list" },
        ExpressionAttributeValues: { ":list": { S: "a" } },
        Limit,
      }),
    );
  expect((await query(2)).LastEvaluatedKey).toBeDefined();
  expect(close).toHaveBeenCalledOnce();
  expect((await query(10)).LastEvaluatedKey).toBeUndefined();
  expect(close).toHaveBeenCalledTimes(2);
});
