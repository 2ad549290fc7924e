import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import {
  DynamoDBClient,
  ListTablesCommand,
  type ListTablesCommandOutput,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { localCredentials } from "../../../infra/local/function/environment.ts";
import { type LocalStack, type LocalStackOptions, startLocalStack } from "../../../infra/local/local-stack.ts";
import { echoResources, temporaryFolder, writeAssembly } from "./template/assembly-fixture.ts";

const inMemory = { port: 0, issuerPort: 0, storage: "memory" } as const;

/** Serves an assembly, so that nothing has to be synthesized. */
async function serve(assemblyFolder: string, options: Partial<LocalStackOptions> = {}) {
  const stack = await startLocalStack({ ...inMemory, assemblyFolder, ...options });
  onTestFinished(() => stack.close());
  return stack;
}

/** Listens on a free port until the test ends, and returns the port. */
async function listen(server: Server): Promise<number> {
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function clientOf(dynamodb: LocalStack["dynamodb"]): DynamoDBClient {
  const client = new DynamoDBClient(dynamodb);
  onTestFinished(() => client.destroy());
  return client;
}

function listTables(dynamodb: LocalStack["dynamodb"]): Promise<ListTablesCommandOutput> {
  return clientOf(dynamodb).send(new ListTablesCommand());
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The echo stack with a JWT authorizer of this issuer in front. */
function guardedResources(issuer: string) {
  const resources = echoResources();
  Object.assign(resources["Route"]!.Properties, {
    AuthorizationType: "JWT",
    AuthorizerId: { Ref: "Authorizer" },
    AuthorizationScopes: ["echo"],
  });
  resources["Authorizer"] = {
    Type: "AWS::ApiGatewayV2::Authorizer",
    Properties: {
      ApiId: { Ref: "Api" },
      AuthorizerType: "JWT",
      Name: "login",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: issuer, Audience: ["echo-api"] },
    },
  };
  return resources;
}

describe("a stack that is served from its assembly", () => {
  it("answers through gateway and function, and tells of it", async () => {
    const accessed: string[] = [];
    const assembly = await writeAssembly({ Resources: echoResources() });
    const stack = await serve(assembly, {
      onAccess: ({ routeKey, status }) => void accessed.push(`${routeKey} ${status}`),
    });
    const response = await fetch(`${stack.apiUrl}/echo`);
    expect([response.status, await response.text()]).toEqual([200, "/echo"]);
    expect((await fetch(`${stack.apiUrl}/elsewhere`)).status).toBe(404);
    expect(accessed).toEqual(["GET /echo 200", "undefined 404"]);
  });

  it("deletes what is past its time by the template's time to live, at its next start", async () => {
    const assembly = await writeAssembly({
      Resources: {
        ...echoResources(),
        Notes: {
          Type: "AWS::DynamoDB::Table",
          Properties: {
            TableName: "Notes",
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            TimeToLiveSpecification: { AttributeName: "until", Enabled: true },
          },
        },
      },
    });
    const storage = { folder: await temporaryFolder() };
    const nowSeconds = Math.floor(Date.now() / 1000);
    const [old, late] = [nowSeconds - 2 * 86_400, nowSeconds - 3600];
    const first = await serve(assembly, { storage });
    const client = clientOf(first.dynamodb);
    for (const until of [old, late]) {
      const Item = { id: { S: String(until) }, until: { N: String(until) } };
      await client.send(new PutItemCommand({ TableName: "Notes", Item }));
    }
    await first.close();

    const second = clientOf((await serve(assembly, { storage })).dynamodb);
    await vi.waitFor(async () => {
      const { Items = [] } = await second.send(new ScanCommand({ TableName: "Notes" }));
      expect(Items.map(({ id }) => id?.S)).toEqual([String(late)]);
    }, 10_000);
  });

  it("opens its tables only to the access key of this run", async () => {
    const assembly = await writeAssembly({ Resources: echoResources() });
    const [one, another] = [await serve(assembly), await serve(assembly)];
    expect(one.dynamodb.credentials.accessKeyId).toMatch(/^[0-9a-f]{32}$/u);
    await expect(listTables(one.dynamodb)).resolves.toMatchObject({ TableNames: [] });
    for (const { credentials } of [another.dynamodb, { credentials: localCredentials }]) {
      await expect(listTables({ ...one.dynamodb, credentials })).rejects.toMatchObject({
        name: "UnrecognizedClientException",
      });
    }
  });

  it("gives functions the tables of the template, and their place", async () => {
    const Resources = echoResources();
    Resources["Table"] = {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      },
    };
    Resources["Echo"]!.Properties["Environment"] = { Variables: { TABLE: { Ref: "Table" } } };
    const assembly = await writeAssembly(
      { Resources },
      `export const handler = async () => {
         const response = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
           method: "POST",
           headers: {
             "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.DescribeTable", "x-amz-date": "x",
             authorization: "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "/a, Signature=b, SignedHeaders=c",
           },
           body: JSON.stringify({ TableName: process.env.TABLE }),
         });
         return response.json();
       };`,
    );
    const { apiUrl } = await serve(assembly);
    expect(await (await fetch(`${apiUrl}/echo`)).json()).toMatchObject({
      Table: { TableName: "Echo-Table", TableStatus: "ACTIVE" },
    });
  });

  it("starts the local issuer when the assembly names it", async () => {
    const issuerPort = await freePort();
    const issuer = `http://127.0.0.1:${issuerPort}/`;
    const stack = await serve(await writeAssembly({ Resources: guardedResources(issuer) }), { issuerPort });
    expect(stack).toMatchObject({ issuerUrl: issuer, issuerIsLocal: true, audience: "echo-api", clientId: "wish-cli" });
    const discovery = await fetch(`${issuer}.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer });
    expect((await fetch(`${stack.apiUrl}/echo`)).status).toBe(401);
  });

  it("trusts any other issuer that the assembly names", async () => {
    const stack = await serve(await writeAssembly({ Resources: guardedResources("https://my-wishes.eu.auth0.com/") }));
    expect(stack).toMatchObject({ issuerUrl: "https://my-wishes.eu.auth0.com/", issuerIsLocal: false });
  });
});

describe("closing", () => {
  it("lets a running request finish, and frees the port", async () => {
    const server = createServer();
    const held = once(server, "request") as Promise<[unknown, ServerResponse]>;
    const heldPort = await listen(server);
    const assembly = await writeAssembly(
      { Resources: echoResources() },
      `export const handler = async () => {
         await fetch("http://127.0.0.1:${heldPort}");
         return { statusCode: 200, body: "done" };
       };`,
    );
    const stack = await serve(assembly);
    const response = fetch(`${stack.apiUrl}/echo`);
    const [, heldResponse] = await held;
    const closed = stack.close();
    heldResponse.end();
    expect(await (await response).text()).toBe("done");
    await closed;
    const port = Number(new URL(stack.apiUrl).port);
    expect((await serve(assembly, { port })).apiUrl).toBe(stack.apiUrl);
  });
});

describe("a stack that cannot start", () => {
  it("gives up its ports and folders again", async () => {
    const port = await freePort();
    const folder = join(await temporaryFolder(), "data");
    const broken = await writeAssembly({ Resources: {} });
    await expect(
      startLocalStack({ port, issuerPort: 0, storage: { folder }, assemblyFolder: broken }),
    ).rejects.toMatchObject({ code: "assembly_unusable" });
    const working = await writeAssembly({ Resources: echoResources() });
    await serve(working, { port, storage: { folder } });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readdir(folder)).toEqual(["dynamodb"]);
  });

  it("refuses a data folder that another stack uses", async () => {
    const storage = { folder: await temporaryFolder() };
    const assembly = await writeAssembly({ Resources: echoResources() });
    await serve(assembly, { storage });
    await expect(serve(assembly, { storage })).rejects.toMatchObject({
      code: "data_unusable",
      message: expect.stringMatching(/^Another process is using .*dynamodb\. Stop it/u),
    });
  });

  it("says why the stack cannot be synthesized", async () => {
    await expect(
      startLocalStack({ ...inMemory, tenant: { issuer: "http://issuer.test/", clientId: "c", audience: "a" } }),
    ).rejects.toMatchObject({
      code: "synthesis_failed",
      message: expect.stringContaining("WISH_ISSUER must start with https"),
    });
  });
});
