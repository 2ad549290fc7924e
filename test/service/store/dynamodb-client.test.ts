import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createDynamoDbClient, type SendToDynamoDb } from "../../../service/store/dynamodb-client.ts";

const role = { accessKeyId: "ROLE", secretAccessKey: "secret", sessionToken: "session" };

async function clientOf(listener: RequestListener): Promise<SendToDynamoDb> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return createDynamoDbClient({ region: "eu-central-1", credentials: role, endpoint: `http://127.0.0.1:${port}` });
}

it("signs an operation for the role and the region", async () => {
  let headers: IncomingHttpHeaders = {};
  const send = await clientOf((request, response) => {
    ({ headers } = request);
    response.end("{}");
  });
  expect(await send("Query", {}, AbortSignal.timeout(5000))).toEqual({});
  expect(headers).toMatchObject({
    "x-amz-target": "DynamoDB_20120810.Query",
    "content-type": "application/x-amz-json-1.0",
    "x-amz-security-token": "session",
  });
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=ROLE\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=\S*host;\S*x-amz-target/u,
  );
});

it("names a refusal as DynamoDB does, and does not try it again", async () => {
  let requests = 0;
  const send = await clientOf((_request, response) => {
    requests += 1;
    response.writeHead(400).end('{"__type":"com.amazon.coral.validate#ValidationException","message":"No."}');
  });
  await expect(send("PutItem", {}, AbortSignal.timeout(5000))).rejects.toMatchObject({
    name: "ValidationException",
    message: "No.",
    $metadata: { httpStatusCode: 400 },
  });
  expect(requests).toBe(1);
});

it("tries three times when something in between answers what is no JSON", async () => {
  let requests = 0;
  const send = await clientOf((_request, response) => {
    requests += 1;
    response.writeHead(502).end("<html>");
  });
  await expect(send("Query", {}, AbortSignal.timeout(5000))).rejects.toMatchObject({ name: "UnknownError" });
  expect(requests).toBe(3);
});

it("hangs up when its time is up, and tries no more", async () => {
  const closed: Promise<unknown>[] = [];
  const send = await clientOf((request) => void closed.push(once(request.socket, "close")));
  await expect(send("Query", {}, AbortSignal.timeout(50))).rejects.toMatchObject({ name: "TimeoutError" });
  await Promise.all(closed);
  expect(closed).toHaveLength(1);
});
