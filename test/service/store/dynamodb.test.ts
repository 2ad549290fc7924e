import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import { createDynamoDbReader } from "../../../service/store/dynamodb.ts";
import type { WishReader } from "../../../service/store/store.ts";
import { dynamoDbAt, startTestTable, storeOn, type TestTable } from "../../support/table.ts";
import { describeStoreContract } from "./store-contract.ts";

describe("the DynamoDB store on dynalite", () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startTestTable();
  });
  afterAll(() => table.close());

  describeStoreContract(() => table.store);
});

function failing(status: number, type: string): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "No." }));
  };
}

describe("when DynamoDB is in trouble, the store", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** A store whose DynamoDB answers as the listener does. */
  async function storeAgainst(listener: RequestListener): Promise<WishReader> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    return storeOn(dynamoDbAt(`http://127.0.0.1:${port}`));
  }

  const query = { list: "default", shelf: "wanted", limit: 10 } as const;
  const unavailable = expect.objectContaining({ code: "store_unavailable" }) as Error;

  it("is unavailable as soon as its time is up, though DynamoDB never answers", async () => {
    const store = await storeAgainst(() => {});
    await expect(store.newest(query, AbortSignal.timeout(50))).rejects.toEqual(unavailable);
  });

  it("is unavailable when DynamoDB answers half and falls silent", async () => {
    const store = await storeAgainst((_request, response) => {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": 1000 });
      response.write('{"Items":[');
    });
    await expect(store.newest(query, AbortSignal.timeout(50))).rejects.toEqual(unavailable);
  });

  it.each(["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"])(
    "is unavailable while DynamoDB throttles with %s, and does not wait longer than it may",
    async (type) => {
      const store = await storeAgainst(failing(400, type));
      await expect(store.newest(query, AbortSignal.timeout(50))).rejects.toEqual(unavailable);
    },
  );

  it("is unavailable when DynamoDB fails or hangs up each time", async () => {
    const failed = await storeAgainst(failing(500, "InternalServerError"));
    await expect(failed.newest(query, AbortSignal.timeout(5000))).rejects.toEqual(unavailable);
    const reset = await storeAgainst((request) => request.socket.destroy());
    await expect(reset.newest(query, AbortSignal.timeout(5000))).rejects.toEqual(unavailable);
  });

  it("tries again by itself after one failure", async () => {
    let requests = 0;
    const store = await storeAgainst((request, response) => {
      requests += 1;
      if (requests === 1) return request.socket.destroy();
      response.setHeader("content-type", "application/x-amz-json-1.0");
      return response.end('{"Items":[],"Count":0}');
    });
    expect(await store.newest(query, AbortSignal.timeout(5000))).toEqual({ wishes: [] });
  });

  it("takes a refusal that trying again cannot mend for a fault of its own, and does not try again", async () => {
    let requests = 0;
    const store = await storeAgainst((request, response) => {
      requests += 1;
      failing(400, "AccessDeniedException")(request, response);
    });
    await expect(store.newest(query, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: "internal",
      cause: { name: "AccessDeniedException", message: "No." },
    });
    expect(requests).toBe(1);
  });

  it("tries three times when something in between answers what is not JSON", async () => {
    let requests = 0;
    const store = await storeAgainst((_request, response) => {
      requests += 1;
      response.writeHead(502).end("<html>");
    });
    await expect(store.newest(query, AbortSignal.timeout(5000))).rejects.toEqual(unavailable);
    expect(requests).toBe(3);
  });

  it("hangs up when its time is up, and tries no more", async () => {
    const closed: Promise<unknown>[] = [];
    const store = await storeAgainst((request) => void closed.push(once(request.socket, "close")));
    await expect(store.newest(query, AbortSignal.timeout(200))).rejects.toEqual(unavailable);
    await Promise.all(closed);
    expect(closed).toHaveLength(1);
  });
});

it("signs for the role and the region that Lambda sets in the environment", async () => {
  let headers: IncomingHttpHeaders = {};
  const server = createServer((request, response) => {
    ({ headers } = request);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end('{"Items":[],"Count":0}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "ROLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_SESSION_TOKEN", "session");
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await createDynamoDbReader("WishList", connectToDynamoDb()).newest(
    { list: "default", shelf: "wanted", limit: 1 },
    AbortSignal.timeout(5000),
  );
  expect(headers).toMatchObject({
    "x-amz-target": "DynamoDB_20120810.Query",
    "content-type": "application/x-amz-json-1.0",
    "x-amz-security-token": "session",
  });
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=ROLE\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=\S*host;\S*x-amz-target/u,
  );
});
