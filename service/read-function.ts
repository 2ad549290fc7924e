import { createDynamoDbReader } from "./store/dynamodb-store.ts";
import { dynamoDbOf, variable } from "./function-environment.ts";
import { createHandler } from "./handler.ts";
import { readRoutes } from "./read-routes.ts";
import { createService } from "./service.ts";

const { env, stdout } = process;

const store = createDynamoDbReader(variable(env, "tableName"), dynamoDbOf(env));
const signIn = {
  apiEndpoint: variable(env, "apiEndpoint"),
  issuer: variable(env, "issuer"),
  audience: variable(env, "audience"),
  clientId: variable(env, "clientId"),
  scope: variable(env, "scope"),
};

/** The function behind the open routes. The line goes out as it is: `console` would wrap it in another JSON object. */
export const handler = createHandler(createService(readRoutes(store, signIn)), (line) => stdout.write(`${line}\n`));
