import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import { type DynamoDbPlace, localCredentials } from "../../infra/local/function/environment.ts";
import { startTableServer, type TableServer } from "../../infra/local/table/server.ts";
import { createTables } from "../../infra/local/table/tables.ts";
import { readAssembly } from "../../infra/local/template/assembly.ts";
import { readStackModel } from "../../infra/local/template/stack-model.ts";
import { createDynamoDbGiftStore } from "../../service/gifts/dynamodb.ts";
import type { GiftStore } from "../../service/gifts/store.ts";
import { connectToDynamoDb } from "../../service/store/dynamodb-client.ts";
import { createListReader, createListWriter, createOwnerReader } from "../../service/store/dynamodb-lists.ts";
import { createDynamoDbReader, createDynamoDbWriter } from "../../service/store/dynamodb.ts";
import type { ListReader, ListWriter, OwnerReader, WishReader, WishWriter } from "../../service/store/store.ts";
import { sharedAssembly } from "./local-stack.ts";

export type TestStore = WishReader & WishWriter & ListReader & ListWriter & OwnerReader;

export interface TestTable {
  store: TestStore;
  gifts: GiftStore;
  close(): Promise<void>;
}

/** A DynamoDB of the tests at this address. */
export function dynamoDbAt(endpoint: string): DynamoDbPlace {
  return { region: "us-east-1", endpoint, credentials: localCredentials };
}

/** Starts dynalite in memory, or in a folder, for the access key of `dynamoDbAt`. */
export function startTestDynalite(folder?: string): Promise<TableServer> {
  return startTableServer(folder, localCredentials.accessKeyId);
}

/** The store on a DynamoDB on this machine: what both functions together can do. */
export function storeOn(dynamodb: DynamoDBClientConfig): TestStore {
  return storeThrough(connectToDynamoDb(dynamodb));
}

export function storeThrough(client: DynamoDBDocumentClient): TestStore {
  return {
    ...createDynamoDbReader("WishList", client),
    ...createDynamoDbWriter("WishList", client),
    ...createListReader("WishList", client),
    ...createListWriter("WishList", client),
    ...createOwnerReader("WishList", client),
  };
}

/** Where gifts are kept, on the same DynamoDB. */
export function giftsThrough(client: DynamoDBDocumentClient): GiftStore {
  return createDynamoDbGiftStore("WishClaims", client);
}

/** Starts the tables of the synthesized template, in memory, and the stores on them. */
export async function startTestTable(): Promise<TestTable> {
  const server = await startTestDynalite();
  await createTestTable(server.endpoint);
  // A busy machine is slower than the service lets a table be.
  const client = connectToDynamoDb({ ...dynamoDbAt(server.endpoint), requestHandler: { requestTimeout: 30_000 } });
  return {
    store: storeThrough(client),
    gifts: giftsThrough(client),
    close: () => server.close(),
  };
}

/** Creates the tables of the synthesized template in a DynamoDB on this machine. */
export async function createTestTable(endpoint: string): Promise<void> {
  const deployment = { region: "us-east-1", accountId: "000000000000", apiUrl: "http://127.0.0.1" };
  const { tables } = readStackModel(await readAssembly(await sharedAssembly()), deployment);
  await createTables(tables, dynamoDbAt(endpoint), undefined);
}
