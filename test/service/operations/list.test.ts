import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { expect, it, onTestFinished } from "vitest";

import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { toItem } from "../../../service/store/item.ts";
import { startFaultyTable } from "../../support/faulty-table.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { createTestTable, dynamoDbAt, startTestDynalite, storeOn } from "../../support/table.ts";
import { bodyOf, createTestService } from "../../support/test-service.ts";

it("asks the table once for 25 wishes behind 2,000 that were removed", async () => {
  const dynalite = await startTestDynalite();
  onTestFinished(() => dynalite.close());
  await createTestTable(dynalite.endpoint);
  const wishes = Array.from({ length: 2025 }, (_, n) =>
    storedWish({
      id: `wish-${n}`,
      // What was removed is newer: it would be read first if it stood on the same shelf.
      createdAt: new Date(Date.parse("2026-01-01T00:00:00.000Z") + n * 1000).toISOString(),
      shelf: n < 25 ? "wanted" : "removed",
    }),
  );
  const client = connectToDynamoDb(dynamoDbAt(dynalite.endpoint));
  for (let n = 0; n < wishes.length; n += 25) {
    const puts = wishes.slice(n, n + 25).map((wish) => ({ PutRequest: { Item: toItem(wish) } }));
    await client.send(new BatchWriteCommand({ RequestItems: { WishList: puts } }));
  }

  const watched = await startFaultyTable(dynalite.endpoint);
  onTestFinished(() => watched[Symbol.asyncDispose]());
  const asked: string[] = [];
  watched.choose = (operation) => void asked.push(operation);
  const service = createTestService(storeOn(dynamoDbAt(watched.endpoint)));
  const page = bodyOf(await service.ask(`GET ${wishesPath}`, { query: { limit: "25" } })) as WishPage;
  expect(page.Items).toEqual(
    wishes
      .slice(0, 25)
      .map(({ wish }) => wish)
      .toReversed(),
  );
  expect(page).not.toHaveProperty("NextToken");
  expect(asked).toEqual(["Query"]);
});
