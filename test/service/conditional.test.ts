import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { metadataPath, wishesPath } from "../../service/contract.ts";
import { storedWish } from "../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../support/table.ts";
import { createTestService, type TestService } from "../support/test-service.ts";

let table: TestTable;
let service: TestService;

beforeAll(async () => {
  table = await startTestTable();
  service = createTestService(table.store);
  await table.store.add(storedWish({ id: "kite" }), new AbortController().signal);
});
afterAll(() => table.close());

async function ask(routeKey: string, known?: string) {
  const headers = known === undefined ? {} : { "if-none-match": known };
  return (await service.ask(routeKey, { path: { id: "kite" }, headers })).response;
}

describe.each([`GET ${wishesPath}`, `GET ${metadataPath}`, "GET /", "GET /feed.atom", "GET /feed.json"])(
  "%s",
  (route) => {
    it("names its answer, and the same answer in the same way", async () => {
      const { etag } = (await ask(route)).headers;
      expect(etag).toMatch(/^W\/"[\w-]{22}"$/u);
      expect((await ask(route)).headers["etag"]).toBe(etag);
    });

    it("answers 304 to who has its answer, with the headers of the answer", async () => {
      const { headers } = await ask(route);
      const etag = headers["etag"]!;
      for (const known of [etag, etag.slice("W/".length), `"a", ${etag}`, " * "]) {
        expect(await ask(route, known)).toEqual({ status: 304, headers, body: "" });
      }
      for (const known of ["", '"a"', etag.replaceAll('"', ""), "W/*"]) {
        expect((await ask(route, known)).status).toBe(200);
      }
    });

    it("may be read by pages of any origin, and says what caches need to know", async () => {
      const { headers } = await ask(route);
      expect(headers).toMatchObject({
        "access-control-allow-origin": "*",
        "cache-control": expect.any(String),
        vary: expect.stringContaining("accept-encoding"),
      });
    });
  },
);

it("has the list and one wish asked about each time", async () => {
  for (const route of [`GET ${wishesPath}`, `GET ${wishesPath}/{id}`]) {
    expect((await ask(route)).headers["cache-control"]).toBe("no-cache");
  }
});

it("answers 304 to who has the version of a wish", async () => {
  expect(await ask(`GET ${wishesPath}/{id}`, 'W/"1"')).toMatchObject({
    status: 304,
    headers: { etag: '"1"' },
    body: "",
  });
  expect((await ask(`GET ${wishesPath}/{id}`, '"2"')).status).toBe(200);
});

it("changes the name of the list with the list", async () => {
  const before = await ask(`GET ${wishesPath}`);
  await service.onWish("PATCH", "kite", { json: { name: "A red kite" } });
  const after = await ask(`GET ${wishesPath}`, before.headers["etag"]);
  expect(after.status).toBe(200);
  expect(after.headers["etag"]).not.toBe(before.headers["etag"]);
});
