import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";

import { LocalStackFailure } from "../failure.ts";
import type { DynamoDbPlace } from "../function/environment.ts";
import type { TableModel } from "../template/model.ts";

/**
 * Creates the tables that do not exist yet, and checks that the others have the keys and indexes of the template.
 *
 * `folder` is where the tables are kept, if that is known.
 *
 * @throws {LocalStackFailure} `tables_unusable`
 */
export async function createTables(
  tables: TableModel[],
  dynamodb: DynamoDbPlace,
  folder: string | undefined,
): Promise<void> {
  const client = new DynamoDBClient({
    ...dynamodb,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
  try {
    for (const table of tables) {
      const existing = await describe(client, table.name);
      if (existing) refuseOtherShape(table, existing, folder);
      else await create(client, table);
    }
  } catch (error) {
    if (error instanceof LocalStackFailure) throw error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new LocalStackFailure(
      "tables_unusable",
      `The DynamoDB at ${dynamodb.endpoint} cannot be used: ${reason}. Start it, or leave out --dynamodb-endpoint.`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

async function describe(client: DynamoDBClient, tableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, table: TableModel): Promise<void> {
  const command = new CreateTableCommand({
    TableName: table.name,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: table.keySchema,
    AttributeDefinitions: table.attributeDefinitions,
    ...(table.globalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: table.globalSecondaryIndexes }),
  });
  await client.send(command).catch((error: unknown) => {
    // Another local stack on the same endpoint was faster.
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.01, maxDelay: 1 }, { TableName: table.name });
}

function refuseOtherShape(table: TableModel, existing: TableDescription, folder: string | undefined): void {
  const wanted = shapeOf({
    KeySchema: table.keySchema,
    AttributeDefinitions: table.attributeDefinitions,
    GlobalSecondaryIndexes: table.globalSecondaryIndexes,
  });
  if (shapeOf(existing) === wanted) return;
  const advice = folder
    ? `Delete the folder ${folder} to start afresh without the wishes in it, or choose another with --data.`
    : "Delete that table, or use another DynamoDB.";
  throw new LocalStackFailure(
    "tables_unusable",
    `The table ${table.name} has keys or indexes that differ from those of the template. ${advice}`,
  );
}

/** What two tables must have in common: keys, their types, and indexes, in whatever order these are listed. */
function shapeOf({ KeySchema, AttributeDefinitions = [], GlobalSecondaryIndexes = [] }: TableDescription): string {
  const types = new Map(AttributeDefinitions.map((attribute) => [attribute.AttributeName, attribute.AttributeType]));
  const keysOf = (keySchema: TableDescription["KeySchema"] = []) =>
    keySchema.map((key) => [key.KeyType, key.AttributeName, types.get(key.AttributeName)]);
  const indexes = GlobalSecondaryIndexes.map((index) => [
    index.IndexName,
    keysOf(index.KeySchema),
    index.Projection?.ProjectionType,
    index.Projection?.NonKeyAttributes?.toSorted() ?? [],
  ]);
  return JSON.stringify([keysOf(KeySchema), indexes.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))]);
}
