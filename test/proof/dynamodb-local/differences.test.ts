import {
  type AttributeValue,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import type { TableServer } from "../../../infra/local/table/server.ts";
import {
  type DynamoDbLocal,
  reasonForNoDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { skippedFor } from "../../support/skipping.ts";
import { createTestTable, dynamoDbAt, startTestDynalite } from "../../support/table.ts";

const put = (item: Record<string, string>, more = {}) =>
  new PutItemCommand({
    TableName: "WishList",
    Item: Object.fromEntries(Object.entries(item).map(([name, text]): [string, AttributeValue] => [name, { S: text }])),
    ...more,
  });
const get = new GetItemCommand({ TableName: "WishList", Key: { id: { S: "held" } } });
const query = (list: string, more: Partial<QueryCommandInput> = {}) =>
  new QueryCommand({
    TableName: "WishList",
    IndexName: "NewestFirst",
    KeyConditionExpression: "#list = :list",
    ExpressionAttributeNames: { "#list": "list" },
    ExpressionAttributeValues: { ":list": { S: list } },
    ScanIndexForward: false,
    ...more,
  });

/**
 * What the two DynamoDBs on this machine answer differently, where the service could come to depend on one of them.
 *
 * A test here that fails tells that one of them has changed: see then whether the service still suits both.
 */
describe("dynalite and DynamoDB Local differ", skippedFor(reasonForNoDynamoDbLocal()), () => {
  let dynalite: TableServer;
  let dynamoDbLocal: DynamoDbLocal;

  beforeAll(async () => {
    [dynalite, dynamoDbLocal] = await Promise.all([startTestDynalite(), startDynamoDbLocal()]);
    for (const { endpoint } of [dynalite, dynamoDbLocal]) await createTestTable(endpoint);
  }, startTimeoutMilliseconds);
  afterAll(() => Promise.all([dynalite.close(), dynamoDbLocal.close()]));

  /** What each of them answers, or the error that it refuses with. */
  async function onBoth<T>(ask: (client: DynamoDBClient) => Promise<T>, more: DynamoDBClientConfig = {}) {
    const answers = [dynalite, dynamoDbLocal].map(async ({ endpoint }) => {
      const client = new DynamoDBClient({ ...dynamoDbAt(endpoint), maxAttempts: 1, ...more });
      onTestFinished(() => client.destroy());
      return ask(client).catch((error: Error & { Item?: unknown }) => error);
    });
    const [ofDynalite, ofDynamoDbLocal] = await Promise.all(answers);
    return { dynalite: ofDynalite, dynamoDbLocal: ofDynamoDbLocal };
  }

  it("in showing the item that a failed condition met: the writer reads it again instead", async () => {
    const refused = await onBoth(async (client) => {
      await client.send(put({ id: "held", list: "a", createdAt: "1" }));
      const only = { ConditionExpression: "attribute_not_exists(id)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
      return client.send(put({ id: "held", list: "a", createdAt: "2" }, only));
    });
    const name = "ConditionalCheckFailedException";
    expect(refused.dynamoDbLocal).toMatchObject({ name, Item: { createdAt: { S: "1" } } });
    expect(refused.dynalite).toMatchObject({ name });
    expect(refused.dynalite).not.toHaveProperty("Item.createdAt");
  });

  it("in the order of items with the same sort key: the list promises none there", async () => {
    const ids = ["1", "2", "3", "4", "5", "6"];
    const orders = await onBoth(async (client) => {
      for (const id of ids) await client.send(put({ id, list: "ties", createdAt: "same" }));
      return (await client.send(query("ties"))).Items?.map((item) => item["id"]?.S ?? "") ?? [];
    });
    expect(orders.dynalite).not.toEqual(orders.dynamoDbLocal);
    expect((orders.dynalite as string[]).toSorted()).toEqual((orders.dynamoDbLocal as string[]).toSorted());
  });

  it("in an empty sort key of an index: every wish has its createdAt", async () => {
    const answers = await onBoth((client) => client.send(put({ id: "empty", list: "a", createdAt: "" })));
    expect(answers.dynalite).not.toBeInstanceOf(Error);
    expect(answers.dynamoDbLocal).toMatchObject({ name: "ValidationException" });
  });

  it("in the words for a place of another list: the cursor holds none, and errors are told by name", async () => {
    const ExclusiveStartKey = { id: { S: "1" }, list: { S: "other" }, createdAt: { S: "same" } };
    const { dynalite, dynamoDbLocal } = await onBoth((client) => client.send(query("ties", { ExclusiveStartKey })));
    expect(dynalite).toMatchObject({ name: "ValidationException" });
    expect(dynamoDbLocal).toMatchObject({ name: "ValidationException" });
    expect((dynalite as Error).message).not.toBe((dynamoDbLocal as Error).message);
  });

  it("in what another access key finds: functions and table creation use the same one", async () => {
    const credentials = { accessKeyId: "another", secretAccessKey: "another" };
    const found = await onBoth((client) => client.send(get), { credentials });
    expect(found.dynalite).toMatchObject({ name: "UnrecognizedClientException" });
    expect(found.dynamoDbLocal).toMatchObject({ name: "ResourceNotFoundException" });
  });
});
