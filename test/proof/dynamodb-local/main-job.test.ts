import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { wishesPath } from "../../../service/contract.ts";
import {
  type DynamoDbLocal,
  reasonForNoDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { contractFetch as fetch } from "../../support/openapi.ts";
import { signIn } from "../../support/sign-in.ts";
import { skippedFor } from "../../support/skipping.ts";
import { createWish, type Wish } from "../../support/wish.ts";

describe("the main job on DynamoDB Local", skippedFor(reasonForNoDynamoDbLocal()), () => {
  let dynamoDb: DynamoDbLocal;
  let wish: Wish;
  let stack: TestStack;
  let url: string;

  beforeAll(async () => {
    dynamoDb = await startDynamoDbLocal();
    wish = await createWish();
    stack = await startTestStack({ dynamodbEndpoint: dynamoDb.endpoint });
    url = `${stack.apiUrl}${wishesPath}`;
    await wish.run(["init", stack.apiUrl]);
  }, startTimeoutMilliseconds);
  afterAll(async () => {
    await stack.close();
    await dynamoDb.close();
    await wish[Symbol.asyncDispose]();
  });

  it("signs in, adds and lists, newest first", async () => {
    expect(await signIn(wish, stack.apiUrl)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("as Ada") });
    for (const name of ["Kite 🪁", "寿司"]) {
      expect(await wish.run(["add", "--name", name, "--description", "a\nb"])).toMatchObject({ exitCode: 0 });
    }
    const { stdout } = await wish.run(["list", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: "寿司", description: "a\nb" },
      { name: "Kite 🪁", description: "a\nb" },
    ]);
  });

  it("adds once for one key, whatever comes at the same time, and refuses it for another wish", async () => {
    const token = (await wish.run(["token"])).stdout.trim();
    const post = (name: string) =>
      fetch(url, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "idempotency-key": "one-key",
        },
        body: JSON.stringify({ name }),
      });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post("Once")));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect((await post("Another")).status).toBe(422);
    const { Items } = (await (await fetch(url)).json()) as { Items: { name: string }[] };
    expect(Items.filter(({ name }) => name === "Once" || name === "Another")).toHaveLength(1);
  });
});
