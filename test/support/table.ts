import { localCredentials } from "../../infra/local/function/environment.ts";
import { startTableServer } from "../../infra/local/table/server.ts";
import { createTables } from "../../infra/local/table/tables.ts";
import { readAssembly } from "../../infra/local/template/assembly.ts";
import { readStackModel } from "../../infra/local/template/stack-model.ts";
import { connectToDynamoDb, createDynamoDbReader, createDynamoDbWriter } from "../../service/store/dynamodb.ts";
import type { WishReader, WishWriter } from "../../service/store/store.ts";
import { sharedAssembly } from "./local-stack.ts";

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
  const place = { region, accountId: "000000000000", apiUrl: "http://127.0.0.1" };
  const { tables } = readStackModel(await readAssembly(await sharedAssembly()), place);
  await createTables(tables, { region, dynamodbEndpoint: endpoint }, undefined);
}
