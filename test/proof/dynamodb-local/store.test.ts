import { afterAll, beforeAll, describe } from "vitest";
import type { WishReader, WishWriter } from "../../../service/store/store.ts";
import { describeStoreContract } from "../../service/store/store-contract.ts";
import {
  type DynamoDbLocal,
  findDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { createTestTable, storeOn } from "../../support/table.ts";

const { folder, reason } = findDynamoDbLocal();

describe.skipIf(reason)(`the DynamoDB store on DynamoDB Local${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let dynamoDb: DynamoDbLocal;
  let store: WishReader & WishWriter;
  beforeAll(async () => {
    dynamoDb = await startDynamoDbLocal(folder!);
    await createTestTable(dynamoDb.endpoint);
    store = storeOn(dynamoDb.endpoint);
  }, startTimeoutMilliseconds);
  afterAll(() => dynamoDb.close());

  describeStoreContract(() => store);
});
