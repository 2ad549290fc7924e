import { addRoutes } from "./add-routes.ts";
import { createDynamoDbWriter } from "./store/dynamodb-store.ts";
import { dynamoDbOf, variable } from "./function-environment.ts";
import { createHandler } from "./handler.ts";
import { createService } from "./service.ts";

const { env, stdout } = process;

const store = createDynamoDbWriter(variable(env, "tableName"), dynamoDbOf(env));
const routes = addRoutes(store, () => new Date());

/** The function behind POST. The line goes out as it is: `console` would wrap it in another JSON object. */
export const handler = createHandler(createService(routes), (line) => stdout.write(`${line}\n`));
