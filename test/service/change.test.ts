import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { WishPage } from "../../service/answers.ts";
import { scopes, wishesPath } from "../../service/contract.ts";
import type { Wish } from "../../service/wish.ts";
import { startTestTable, type TestTable } from "../support/table.ts";
import { type Ask, bodyOf, createTestService, type TestService } from "../support/test-service.ts";

let table: TestTable;
let service: TestService;

beforeAll(async () => {
  table = await startTestTable();
  service = createTestService(table.store);
});
afterAll(() => table.close());

const bob = { subject: "auth0|bob" };
const keeper = { subject: "auth0|keeper", scopes: [scopes.manage] };
const month = 30 * 24 * 60 * 60 * 1000;

async function add(more: object = {}): Promise<Wish> {
  return bodyOf(await service.add({ name: "Kite", description: "red", ...more })) as Wish;
}

const patch = (id: string, json: unknown, request: Ask = {}) => service.onWish("PATCH", id, { json, ...request });
const remove = (id: string, request: Ask = {}) => service.onWish("DELETE", id, request);
const statusOf = async (asking: ReturnType<TestService["ask"]>) => (await asking).response.status;

async function idsOn(status?: string): Promise<string[]> {
  const page = bodyOf(await service.ask(`GET ${wishesPath}`, { query: status === undefined ? {} : { status } }));
  return (page as WishPage).Items.map(({ id }) => id);
}

describe("one wish", () => {
  it("is shown with its version as its entity tag, and never with who added it", async () => {
    const added = await add();
    const { response } = await service.onWish("GET", added.id);
    expect(response).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(JSON.parse(response.body)).toEqual(added);
  });

  it.each(["nothing", "🎁", "default#removed", "", "x".repeat(2049)])(
    "that is not there is 404 for every method: %s",
    async (id) => {
      expect(await statusOf(service.onWish("GET", id))).toBe(404);
      expect(await statusOf(patch(id, { name: "n" }))).toBe(404);
      expect(await statusOf(remove(id))).toBe(404);
    },
  );
});

describe("a change", () => {
  it("sets and clears fields, and raises the version", async () => {
    const added = await add();
    const outcome = await patch(added.id, {
      name: "Kite ",
      price: { amount: "9.50", currency: "EUR" },
      description: null,
    });
    const { description: _description, ...kept } = added;
    expect(bodyOf(outcome)).toEqual({
      ...kept,
      price: { amount: "9.50", currency: "EUR" },
      updatedAt: new Date(service.clock.milliseconds).toISOString(),
      version: 2,
    });
    expect(outcome.response.headers["etag"]).toBe('"2"');
    expect(bodyOf(await service.onWish("GET", added.id))).toEqual(bodyOf(outcome));
  });

  it("with a status moves the wish between the shelves, in its place", async () => {
    const [first, second, third] = [await add(), await add(), await add()];
    expect(await statusOf(patch(second.id, { status: "got" }))).toBe(200);
    expect((await idsOn()).slice(0, 2)).toEqual([third.id, first.id]);
    expect(await idsOn("got")).toEqual([second.id]);
    expect(bodyOf(await service.onWish("GET", second.id))).toMatchObject({ status: "got", version: 2 });
    await patch(second.id, { status: "wanted" });
    expect((await idsOn()).slice(0, 3)).toEqual([third.id, second.id, first.id]);
    expect(await idsOn("got")).toEqual([]);
    expect(await statusOf(service.ask(`GET ${wishesPath}`, { query: { status: "removed" } }))).toBe(400);
  });

  it("names every broken rule, and changes nothing then", async () => {
    const added = await add();
    const outcome = await patch(added.id, { name: "", quantity: 0, colour: "red" });
    expect(outcome.response.status).toBe(422);
    expect(bodyOf(outcome)).toMatchObject({ code: "invalid_wish", errors: [{}, {}, {}] });
    expect(bodyOf(await service.onWish("GET", added.id))).toEqual(added);
  });

  it("is made once, however often it comes under one key", async () => {
    const { id } = await add();
    for (const ifMatch of [undefined, '"1"']) {
      const outcome = await patch(id, { name: "Once" }, { key: "once", ifMatch });
      expect(outcome.response.status).toBe(200);
      expect(bodyOf(outcome)).toMatchObject({ name: "Once", version: 2 });
    }
    expect(bodyOf(await patch(id, { name: "Twice" }, { key: "twice" }))).toMatchObject({ version: 3 });
    expect(await statusOf(patch(id, { name: "Once" }, { key: "once", ifMatch: '"1"' }))).toBe(412);
    expect(await statusOf(remove(id, { key: "gone" }))).toBe(204);
    expect(await statusOf(remove(id, { key: "gone" }))).toBe(204);
    expect(await statusOf(remove(id))).toBe(404);
  });

  it("of another kind under a key that was used is made too", async () => {
    const { id } = await add();
    await patch(id, { name: "Once" }, { key: "k" });
    expect(bodyOf(await patch(id, { name: "Twice" }, { key: "k" }))).toMatchObject({ name: "Twice", version: 3 });
    await remove(id, { key: "k" });
    expect(bodyOf(await patch(id, { status: "wanted" }, { key: "k" }))).toMatchObject({ version: 5 });
    expect(await idsOn()).toContain(id);
  });

  it.each([
    ['"2"', 200],
    ['"1", "2"', 200],
    ["*", 200],
    ['"1"', 412],
    ['W/"2"', 412],
    ["2", 412],
  ])("with If-Match %s of the second version is %i", async (ifMatch, status) => {
    const { id } = await add();
    await patch(id, { name: "Second" });
    expect(await statusOf(patch(id, { priority: "high" }, { ifMatch }))).toBe(status);
    const { priority } = bodyOf(await service.onWish("GET", id)) as Wish;
    expect(priority).toBe(status === 200 ? "high" : undefined);
    // It is at its third by then where the change was made.
    expect(await statusOf(remove(id, { ifMatch }))).toBe(ifMatch === "*" ? 204 : 412);
  });

  it("of forty at once that each look first is lost in none", async () => {
    const { id } = await add({ quantity: 1 });
    const raise = async (): Promise<void> => {
      const { quantity = 0, version } = bodyOf(await service.onWish("GET", id)) as Wish;
      const outcome = await patch(id, { quantity: quantity + 1 }, { ifMatch: `"${version}"` });
      if (outcome.response.status === 412) return raise();
      expect(outcome.response.status).toBe(200);
    };
    await Promise.all(Array.from({ length: 40 }, raise));
    expect(bodyOf(await service.onWish("GET", id))).toMatchObject({ quantity: 41, version: 41 });
  });

  it("of two hundred at once is made two hundred times, and the last one wins a field", async () => {
    const { id } = await add();
    const names = Array.from({ length: 200 }, (_, n) => `Kite ${n}`);
    const outcomes = await Promise.all(names.map((name) => patch(id, { name })));
    expect(new Set(outcomes.map(({ response }) => response.status))).toEqual(new Set([200]));
    const last = outcomes.map((outcome) => bodyOf(outcome) as Wish).find(({ version }) => version === 201);
    expect(bodyOf(await service.onWish("GET", id))).toEqual(last);
  });
});

describe("who may", () => {
  it("change and remove is who added it, and who keeps the list", async () => {
    const { id } = await add();
    for (const asking of [patch(id, { name: "Bob's" }, bob), remove(id, bob)]) {
      const outcome = await asking;
      expect(outcome.response.status).toBe(403);
      expect(bodyOf(outcome)).toMatchObject({ code: "forbidden" });
    }
    expect(bodyOf(await patch(id, { name: "Kept" }, keeper))).toMatchObject({ name: "Kept", version: 2 });
    expect(await statusOf(remove(id, keeper))).toBe(204);
  });

  it("is asked before what is stale, and after what is not there", async () => {
    const { id } = await add();
    expect(await statusOf(patch(id, { name: "n" }, { ...bob, ifMatch: '"9"' }))).toBe(403);
    expect(await statusOf(patch("none", { name: "n" }, { ...bob, ifMatch: '"9"' }))).toBe(404);
    expect(await statusOf(patch(id, { name: "n" }, { ifMatch: '"9"' }))).toBe(412);
    expect(await statusOf(service.ask(`PATCH ${wishesPath}/{id}`, { path: { id }, json: { name: "n" } }))).toBe(403);
  });

  it("bring back a removed wish is who may change it; to others it is not there", async () => {
    const { id } = await add();
    await remove(id);
    expect(await statusOf(patch(id, { status: "wanted" }, bob))).toBe(404);
    expect(await statusOf(patch(id, { status: "wanted" }, keeper))).toBe(200);
  });
});

describe("a removed wish", () => {
  it("is gone from every read, comes back where it was, and is gone for good after thirty days", async () => {
    const [first, second, third] = [await add(), await add(), await add()];
    await remove(second.id);
    expect((await idsOn()).slice(0, 2)).toEqual([third.id, first.id]);
    expect(await statusOf(service.onWish("GET", second.id))).toBe(404);
    expect(await statusOf(patch(second.id, { name: "n" }))).toBe(404);
    expect(await statusOf(patch(second.id, { status: "wanted", name: "n" }))).toBe(404);

    service.clock.milliseconds += month - 60_000;
    expect(bodyOf(await patch(second.id, { status: "wanted" }))).toMatchObject({ status: "wanted", version: 3 });
    expect((await idsOn()).slice(0, 3)).toEqual([third.id, second.id, first.id]);

    await remove(second.id);
    service.clock.milliseconds += month + 60_000;
    expect(await statusOf(patch(second.id, { status: "wanted" }))).toBe(404);
    expect(await statusOf(patch(second.id, { status: "wanted" }, keeper))).toBe(404);
  });

  it("comes back as one that is there already, where it was that", async () => {
    const { id } = await add();
    await patch(id, { status: "got" });
    await remove(id);
    expect(bodyOf(await patch(id, { status: "got" }))).toMatchObject({ status: "got" });
    expect(await idsOn("got")).toContain(id);
  });
});
