import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { localCredentials } from "../../infra/local/function-environment.ts";
import { startTableServer } from "../../infra/local/table-server.ts";
import { createTables } from "../../infra/local/tables.ts";
import type { Template } from "../../infra/local/template/assembly.ts";
import { createResolver } from "../../infra/local/template/intrinsics.ts";
import { createFinder } from "../../infra/local/template/resources.ts";
import { readTables } from "../../infra/local/template/tables.ts";
import { createDynamoDbStore } from "../../service/dynamodb-store.ts";
import type { WishStore } from "../../service/store.ts";
import { synthesizeTemplate } from "./template.ts";

const region = "us-east-1";

export interface TestTable {
  store: WishStore;
  close(): Promise<void>;
}

/** What the store's client needs to find a DynamoDB on this machine. */
export function localAws(endpoint: string): DynamoDBClientConfig {
  return { region, endpoint, credentials: localCredentials };
}

/** Starts the table of the synthesized template, in memory, and the store on it. */
export async function startTestTable(): Promise<TestTable> {
  const server = await startTableServer(undefined);
  const template = synthesizeTemplate().toJSON() as Template;
  const place = { region, accountId: "000000000000", stackName: "Wish", apiUrl: "http://127.0.0.1" };
  const tables = readTables(createFinder(template, createResolver(template, place)));
  await createTables(tables, { region, dynamodbEndpoint: server.endpoint }, undefined);
  return {
    store: createDynamoDbStore("WishList", localAws(server.endpoint)),
    close: () => server.close(),
  };
}
