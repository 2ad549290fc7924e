import { type OperationOf, scopes } from "./contract.ts";
import { createHandler, readVariable } from "./lambda.ts";
import { addWish } from "./operations/add.ts";
import { changeWish, removeWish } from "./operations/change.ts";
import { type Answer, createService } from "./service.ts";
import { connectToDynamoDb, createDynamoDbWriter } from "./store/dynamodb.ts";

const { env, stdout } = process;

const store = createDynamoDbWriter(readVariable(env, "tableName"), connectToDynamoDb());
const now = () => new Date();
const manageScope = readVariable(env, "requireScopes") === "true" ? scopes.manage : "";
const answers: Record<OperationOf<"write">, Answer> = {
  add: addWish(store, now),
  change: changeWish({ store, now, manageScope }),
  remove: removeWish({ store, now, manageScope }),
};

/** The function behind the routes that need a token. The line goes out as it is, as that of the read function does. */
export const handler = createHandler(createService(answers), (line) => stdout.write(`${line}\n`));
