import fc from "fast-check";
import { afterAll, beforeAll, describe, it, type TestContext } from "vitest";

import type { TableServer } from "../../../infra/local/table/server.ts";
import {
  type DynamoDbLocal,
  reasonForNoDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { count } from "../../support/figures.ts";
import { seed } from "../../support/seed.ts";
import { skippedFor } from "../../support/skipping.ts";
import { createTestTable, startTestDynalite } from "../../support/table.ts";
import { commands } from "./commands.ts";
import { Model } from "./model.ts";
import { Real } from "./real.ts";

// Thousands of requests, on a machine that may be busy.
const timeout = 400_000;

async function holdAgainstModel(endpoint: string, numRuns: number, test: TestContext): Promise<void> {
  const real = new Real(endpoint);
  const property = fc.asyncProperty(fc.scheduler(), commands, async (scheduler, script) => {
    await real.empty();
    await fc.asyncModelRun(() => ({ model: new Model(), real: { real, scheduler } }), script);
  });
  await fc.assert(property, { seed, numRuns });
  for (const [what, times] of [...real.answered].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    count(test, what, times);
  count(test, "steps that requests took in turn", real.steps.taken);
}

describe("three people at once, on dynalite", () => {
  let dynalite: TableServer;
  beforeAll(async () => {
    dynalite = await startTestDynalite();
    await createTestTable(dynalite.endpoint);
  });
  afterAll(() => dynalite.close());

  it("get what one after another would, and leave the same behind", { timeout }, (test) =>
    holdAgainstModel(dynalite.endpoint, 150, test),
  );
});

describe("three people at once, on DynamoDB Local", skippedFor(reasonForNoDynamoDbLocal()), () => {
  let dynamoDb: DynamoDbLocal;
  beforeAll(async () => {
    dynamoDb = await startDynamoDbLocal();
    await createTestTable(dynamoDb.endpoint);
  }, startTimeoutMilliseconds);
  afterAll(() => dynamoDb.close());

  it("get what one after another would, and leave the same behind", { timeout }, (test) =>
    holdAgainstModel(dynamoDb.endpoint, 50, test),
  );
});
