import type { OperationOf } from "./contract.ts";
import { createHandler, readVariable } from "./lambda.ts";
import { listWishes } from "./operations/list.ts";
import { describeResource } from "./operations/metadata.ts";
import { showWish } from "./operations/show.ts";
import { type Answer, createService } from "./service.ts";
import { connectToDynamoDb, createDynamoDbReader } from "./store/dynamodb.ts";

const { env, stdout } = process;

const store = createDynamoDbReader(readVariable(env, "tableName"), connectToDynamoDb());
const answers: Record<OperationOf<"read">, Answer> = {
  list: listWishes(store),
  show: showWish(store),
  metadata: describeResource({
    apiEndpoint: readVariable(env, "apiEndpoint"),
    issuer: readVariable(env, "issuer"),
    audience: readVariable(env, "audience"),
    clientId: readVariable(env, "clientId"),
    requiresScopes: readVariable(env, "requireScopes") === "true",
  }),
};

/** The function behind the open routes. The line goes out as it is: `console` would wrap it in another JSON object. */
export const handler = createHandler(createService(answers), (line) => stdout.write(`${line}\n`));
