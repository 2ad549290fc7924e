import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { localCredentials } from "../../../../infra/local/function/environment.ts";
import type { TableServer } from "../../../../infra/local/table/server.ts";
import { dynamoDbAt, startTestDynalite } from "../../../support/table.ts";
import { send } from "../gateway/start-gateway.ts";

let server: TableServer;
let port: number;

beforeAll(async () => {
  server = await startTestDynalite();
  port = Number(new URL(server.endpoint).port);
});
afterAll(() => server.close());

const signedWith = (accessKeyId: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261125/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;

/** Asks for the names of all tables. What is given here wins. */
function listTables(headers: Record<string, string> = {}, target = "POST /") {
  const usual = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.ListTables",
    "x-amz-date": "20261125T000000Z",
    authorization: signedWith(localCredentials.accessKeyId),
  };
  return send(port, target, { headers: { ...usual, ...headers }, body: "{}" });
}

const refusedAs = (type: string) => ({
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: expect.stringContaining(`#${type}"`),
});

describe("the table server answers", () => {
  it.each(["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "tables.localhost"])(
    "under the name %s",
    async (host) => {
      expect(await listTables({ host })).toMatchObject({ status: 200, body: '{"TableNames":[]}' });
    },
  );
});

describe("the table server refuses", () => {
  it.each(["https://evil.example", "http://127.0.0.1:8787", "null"])("a web page of the origin %s", async (origin) => {
    const answer = await listTables({ origin });
    expect(answer).toMatchObject(refusedAs("AccessDeniedException"));
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("to tell a web page what it may send", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const answer = await send(port, "OPTIONS /", { headers });
    expect(answer).toMatchObject(refusedAs("AccessDeniedException"));
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "evil-localhost"])(
    "a request to the host %j, which is not this machine",
    async (host) => {
      expect(await listTables({ host })).toMatchObject(refusedAs("AccessDeniedException"));
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ["another access key", { authorization: signedWith("another") }, "POST /"],
    ["the beginning of the access key", { authorization: signedWith("loc") }, "POST /"],
    ["no access key", { authorization: "" }, "POST /"],
    ["an access key in the address", { authorization: "" }, "POST /?X-Amz-Credential=local/20261125"],
    ["no access key, to see whether it is there", { authorization: "" }, "GET /"],
  ])("%s", async (_, headers, target) => {
    expect(await listTables(headers, target)).toMatchObject(refusedAs("UnrecognizedClientException"));
  });

  it("a client with another access key, in words that say which one to use", async () => {
    const credentials = { accessKeyId: "another", secretAccessKey: "another" };
    const client = new DynamoDBClient({ ...dynamoDbAt(server.endpoint), credentials });
    onTestFinished(() => client.destroy());
    await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({
      name: "UnrecognizedClientException",
      message: expect.stringMatching(/Use the access key that npm start printed/u),
    });
  });
});
