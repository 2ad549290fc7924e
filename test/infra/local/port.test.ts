import { createServer } from "node:http";

import { expect, it, onTestFinished } from "vitest";

import { reservePort } from "../../../infra/local/port.ts";

it("holds a free port, answers 503 there, and hands the very port to a server", async () => {
  const port = await reservePort(0);
  expect(port.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
  const early = await fetch(port.url);
  expect([early.status, early.headers.get("retry-after")]).toEqual([503, "1"]);

  const server = createServer((_, response) => void response.end("served"));
  await port.handTo(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  expect(server.listening).toBe(true);
  expect(await (await fetch(port.url)).text()).toBe("served");
  await port.release();
  expect(await (await fetch(port.url)).text()).toBe("served");
});

it("is free again once the server has closed", async () => {
  const port = await reservePort(0);
  const server = createServer();
  await port.handTo(server);
  await new Promise((resolve) => server.close(resolve));
  const again = await reservePort(Number(new URL(port.url).port));
  expect(again.url).toBe(port.url);
  await again.release();
});

it("says that a port is taken, and what to do", async () => {
  const port = await reservePort(0);
  onTestFinished(() => port.release());
  const taken = Number(new URL(port.url).port);
  await expect(reservePort(taken)).rejects.toMatchObject({
    code: "port_unavailable",
    message: `Port ${taken} for the API is taken. Choose another with --port, or --port 0 for a free one.`,
  });
});
