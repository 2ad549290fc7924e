import { type OperationOf, scopes } from "./contract.ts";
import { createHandler, readVariable } from "./lambda.ts";
import { addWish } from "./operations/add.ts";
import { changeWish, removeWish } from "./operations/change.ts";
import { putList, removeList } from "./operations/lists.ts";
import { type Answer, createService } from "./service.ts";
import { connectToDynamoDb } from "./store/dynamodb-client.ts";
import { createListWriter } from "./store/dynamodb-lists.ts";
import { createDynamoDbWriter } from "./store/dynamodb.ts";

const { env, stdout } = process;

const tableName = readVariable(env, "tableName");
const client = connectToDynamoDb();
const parts = {
  store: { ...createDynamoDbWriter(tableName, client), ...createListWriter(tableName, client) },
  now: () => new Date(),
  manageScope: readVariable(env, "requireScopes") === "true" ? scopes.manage : "",
};
const answers: Record<OperationOf<"write">, Answer> = {
  add: addWish(parts.store, parts.now),
  change: changeWish(parts),
  remove: removeWish(parts),
  putList: putList(parts),
  removeList: removeList(parts),
};

/** The function behind the routes that need a token. The line goes out as it is, as that of the read function does. */
export const handler = createHandler(createService(answers), (line) => stdout.write(`${line}\n`));
