import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const items = Array.from({ length: 25 }, (_, n) => ({
  id: { S: `4460feec46d8f977cea869ed1906e2${10 + n}` },
  list: { S: "default" },
  name: { S: `A red bicycle, number ${n}` },
  description: { S: "Side by side, not behind a column. ".repeat(5) },
  url: { S: `https://example.org/bicycles/red/${n}` },
  createdAt: { S: `2026-11-22T10:00:${10 + n}.000Z` },
}));
const answers = {
  Query: JSON.stringify({ Items: items, Count: 25, ScannedCount: 25 }),
  PutItem: "{}",
};

/** Answers every Query with the same page of 25 wishes and takes every PutItem, as fast as it can. */
export async function startCannedDynamoDb(): Promise<{ endpoint: string; close: () => void }> {
  const server = createServer((request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".").at(-1);
    const answer = answers[operation as keyof typeof answers];
    request.resume().on("end", () => {
      response.writeHead(200, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(answer),
        "x-amzn-requestid": "QJ3ABCDEFGHIJKLMNOPQRSTUVWVV4KQNSO5AEMVJF66Q9ASUAAJG",
      });
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
