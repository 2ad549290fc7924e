import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { wishesPath } from "../../../service/contract.ts";
import {
  type DynamoDbLocal,
  findDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { contractFetch as fetch } from "../../support/openapi.ts";
import { signIn } from "../../support/sign-in.ts";
import { runWish } from "../../support/wish.ts";

const { folder, reason } = findDynamoDbLocal();

describe.skipIf(reason)(`the main job on DynamoDB Local${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let dynamoDb: DynamoDbLocal;
  let configFolder: string;
  let stack: LocalStack;
  let variables: Record<string, string>;
  let url: string;

  beforeAll(async () => {
    dynamoDb = await startDynamoDbLocal(folder!);
    configFolder = await mkdtemp(join(tmpdir(), "wish-dynamodb-local-"));
    const { endpoint: dynamodbEndpoint } = dynamoDb;
    stack = await startLocalStack({
      port: 0,
      issuerPort: 0,
      storage: "memory",
      pollIntervalSeconds: 1,
      dynamodbEndpoint,
    });
    url = `${stack.apiUrl}${wishesPath}`;
    variables = { WISH_CONFIG_DIR: configFolder, WISH_CREDENTIAL_STORE: "file", WISH_API_URL: stack.apiUrl };
  }, startTimeoutMilliseconds);
  afterAll(async () => {
    await stack.close();
    await dynamoDb.close();
    await rm(configFolder, { recursive: true });
  });

  it("signs in, adds and lists, newest first", async () => {
    expect(await signIn(variables, "Ada")).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("as Ada") });
    for (const name of ["Kite 🪁", "寿司"]) {
      expect(await runWish(["add", "--name", name, "--description", "a\nb"], variables)).toMatchObject({ exitCode: 0 });
    }
    const { stdout } = await runWish(["list", "--json"], variables);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: "寿司", description: "a\nb" },
      { name: "Kite 🪁", description: "a\nb" },
    ]);
  });

  it("adds once for one key, whatever comes at the same time, and refuses it for another wish", async () => {
    const token = (await runWish(["token"], variables)).stdout.trim();
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
