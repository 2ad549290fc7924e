import { expect, it } from "vitest";
import type { GatewayEvent } from "../../service/gateway-adapter.ts";
import { createHandler } from "../../service/handler.ts";
import type { Service } from "../../service/service.ts";

const event = {
  routeKey: "GET /wish-list-service",
  headers: {},
  requestContext: { requestId: "r-1" },
  isBase64Encoded: false,
} as unknown as GatewayEvent;

function contextWith(remainingMilliseconds: number) {
  return { getRemainingTimeInMillis: () => remainingMilliseconds } as Parameters<ReturnType<typeof createHandler>>[1];
}

const prompt: Service = async () => ({ response: { status: 200, headers: {}, body: "{}" } });

const patient: Service = async (_request, signal) => {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return { response: { status: 503, headers: {}, body: "{}" } };
};

it("answers, and logs one line", async () => {
  const lines: string[] = [];
  const handler = createHandler(prompt, (line) => lines.push(line));
  expect(await handler(event, contextWith(10_000))).toEqual({ statusCode: 200, headers: {}, body: "{}" });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { requestId: "r-1", route: "GET /wish-list-service", status: 200, milliseconds: expect.any(Number) as number },
  ]);
});

it.each([510, 500, 20])("ends the store's time before the function's, with %i ms left", async (milliseconds) => {
  const handler = createHandler(patient, () => {});
  expect(await handler(event, contextWith(milliseconds))).toMatchObject({ statusCode: 503 });
});
