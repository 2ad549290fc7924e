import type { OperationOf } from "./contract.ts";
import { createHandler, readVariable } from "./lambda.ts";
import { listWishes } from "./operations/list.ts";
import { listLists, showList } from "./operations/lists.ts";
import { describeResource } from "./operations/metadata.ts";
import { showWish } from "./operations/show.ts";
import type { Pages } from "./page/answers.ts";
import { type Answer, createService } from "./service.ts";
import { connectToDynamoDb } from "./store/dynamodb-client.ts";
import { createListReader } from "./store/dynamodb-lists.ts";
import { createDynamoDbReader } from "./store/dynamodb.ts";

const { env, stdout } = process;

const tableName = readVariable(env, "tableName");
const client = connectToDynamoDb();
const store = { ...createDynamoDbReader(tableName, client), ...createListReader(tableName, client) };
const apiEndpoint = readVariable(env, "apiEndpoint");

let pages: Promise<Pages> | undefined;

/** Answers with a page; their code runs when somebody first asks for one, so that who asks for JSON need not wait for it. */
function ofPages(name: keyof Pages): Answer {
  return async (request, signal) => {
    pages ??= import("./page/answers.ts").then(({ createPages }) => createPages({ store, apiEndpoint, now: Date.now }));
    return (await pages)[name](request, signal);
  };
}

const answers: Record<OperationOf<"read">, Answer> = {
  list: listWishes(store),
  show: showWish(store),
  lists: listLists(store),
  showList: showList(store),
  metadata: describeResource({
    apiEndpoint,
    issuer: readVariable(env, "issuer"),
    audience: readVariable(env, "audience"),
    clientId: readVariable(env, "clientId"),
    requiresScopes: readVariable(env, "requireScopes") === "true",
  }),
  page: ofPages("page"),
  pageHead: ofPages("page"),
  atomFeed: ofPages("atomFeed"),
  jsonFeed: ofPages("jsonFeed"),
};

const service = createService(answers, async (failure, request) => {
  const { failurePage } = await import("./page/answers.ts");
  return failurePage(failure, request);
});

/** The function behind the open routes. The line goes out as it is: `console` would wrap it in another JSON object. */
export const handler = createHandler(service, (line) => stdout.write(`${line}\n`));
