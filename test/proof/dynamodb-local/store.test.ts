import { afterAll, beforeAll, describe } from "vitest";

import { describeStoreContract } from "../../service/store/store-contract.ts";
import {
  type DynamoDbLocal,
  reasonForNoDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { skippedFor } from "../../support/skipping.ts";
import { createTestTable, dynamoDbAt, storeOn, type TestStore } from "../../support/table.ts";

describe("the DynamoDB store on DynamoDB Local", skippedFor(reasonForNoDynamoDbLocal()), () => {
  let dynamoDb: DynamoDbLocal;
  let store: TestStore;
  beforeAll(async () => {
    dynamoDb = await startDynamoDbLocal();
    await createTestTable(dynamoDb.endpoint);
    store = storeOn(dynamoDbAt(dynamoDb.endpoint));
  }, startTimeoutMilliseconds);
  afterAll(() => dynamoDb.close());

  describeStoreContract(() => store);
});
