/**
 * One fresh process with one bundle, as a new copy of a function: loads it, tells how long that took, and then answers
 * as many events as it is told to, each time with the CPU time of one. Plain JavaScript, so that no loader is measured.
 */
import { pathToFileURL } from "node:url";

const requestContext = { requestId: "VMLn2ibAgi0EP-Q=", authorizer: { jwt: { claims: { sub: "auth0|ada" } } } };
const events = {
  get: {
    version: "2.0",
    routeKey: "GET /wish-list-service",
    headers: {},
    queryStringParameters: { limit: "25" },
    requestContext,
    isBase64Encoded: false,
  },
  post: {
    version: "2.0",
    routeKey: "POST /wish-list-service",
    headers: { "content-type": "application/json" },
    body: '{"name":"A red bicycle","url":"https://example.org/bicycles/red"}',
    requestContext,
    isBase64Encoded: false,
  },
};
const context = { getRemainingTimeInMillis: () => 10_000 };

const startedAt = performance.now();
const { handler } = await import(pathToFileURL(process.argv[2] ?? "").href);
process.send?.(performance.now() - startedAt);

/** @param {{ event: "get" | "post", times: number }} message */
async function answer({ event, times }) {
  const before = process.cpuUsage();
  for (let n = 0; n < times; n += 1) {
    const { statusCode } = await handler(events[event], context);
    if (statusCode >= 300) throw new Error(`The function answered ${statusCode}.`);
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / times);
}

process.on("message", (/** @type {{ event: "get" | "post", times: number }} */ message) => void answer(message));
