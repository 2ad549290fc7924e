import { localCredentials } from "../../infra/local/function/environment.ts";
import { startTableServer } from "../../infra/local/table/server.ts";
import { createTables } from "../../infra/local/table/tables.ts";
import type { Template } from "../../infra/local/template/assembly.ts";
import { createResolver } from "../../infra/local/template/intrinsics.ts";
import { createFinder } from "../../infra/local/template/resources.ts";
import { readTables } from "../../infra/local/template/tables.ts";
import { connectToDynamoDb, createDynamoDbReader, createDynamoDbWriter } from "../../service/store/dynamodb.ts";
import type { WishReader, WishWriter } from "../../service/store/store.ts";
import { synthesizeTemplate } from "./template.ts";

const region = "us-east-1";

export interface TestTable {
  store: WishReader & WishWriter;
  close(): Promise<void>;
}

/** The store on a DynamoDB on this machine: what both functions together can do. */
export function storeOn(endpoint: string): WishReader & WishWriter {
  const client = connectToDynamoDb({ region, endpoint, credentials: localCredentials });
  return { ...createDynamoDbReader("WishList", client), ...createDynamoDbWriter("WishList", client) };
}

/** Starts the table of the synthesized template, in memory, and the store on it. */
export async function startTestTable(): Promise<TestTable> {
  const server = await startTableServer(undefined);
  await createTestTable(server.endpoint);
  return {
    store: storeOn(server.endpoint),
    close: () => server.close(),
  };
}

/** Creates the table of the synthesized template in a DynamoDB on this machine. */
export async function createTestTable(endpoint: string): Promise<void> {
  const template = synthesizeTemplate().toJSON() as Template;
  const place = { region, accountId: "000000000000", stackName: "Wish", apiUrl: "http://127.0.0.1" };
  const tables = readTables(createFinder(template, createResolver(template, place)));
  await createTables(tables, { region, dynamodbEndpoint: endpoint }, undefined);
}
