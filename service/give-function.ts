import { type OperationOf, scopes } from "./contract.ts";
import { createGiftPages, giftFailurePage } from "./gifts/answers.ts";
import { createDynamoDbGiftStore } from "./gifts/dynamodb.ts";
import { listGifts, putGiftLink } from "./gifts/link.ts";
import { createHandler, readVariable } from "./lambda.ts";
import { type Answer, createService } from "./service.ts";
import { connectToDynamoDb } from "./store/dynamodb-client.ts";
import { createListReader, createOwnerReader } from "./store/dynamodb-lists.ts";
import { createDynamoDbReader } from "./store/dynamodb.ts";

const { env, stdout } = process;

const client = connectToDynamoDb();
const tableName = readVariable(env, "tableName");
const parts = {
  gifts: createDynamoDbGiftStore(readVariable(env, "claimsTableName"), client),
  wishes: createDynamoDbReader(tableName, client),
  lists: { ...createListReader(tableName, client), ...createOwnerReader(tableName, client) },
  now: () => new Date(),
  apiEndpoint: readVariable(env, "apiEndpoint"),
  manageScope: readVariable(env, "requireScopes") === "true" ? scopes.manage : "",
};
const answers: Record<OperationOf<"give">, Answer> = {
  giftLink: putGiftLink(parts),
  gifts: listGifts(parts),
  ...createGiftPages(parts),
};

/** The function that alone can see who gives what. The line goes out as it is, as that of the read function does. */
export const handler = createHandler(createService(answers, giftFailurePage), (line) => stdout.write(`${line}\n`));
