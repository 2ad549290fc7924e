import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ListPage, WishPage } from "../../service/answers.ts";
import { listsPath, scopes, wishesPath } from "../../service/contract.ts";
import type { List } from "../../service/lists.ts";
import type { Wish } from "../../service/wish.ts";
import { textsOf } from "../support/page.ts";
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
const randomName = "0123456789abcdefghjkmnpqrs";

let made = 0;
const newName = () => `list-${(made += 1)}`;
const put = (list: string, json: unknown = {}, request: Ask = {}) => service.onList("PUT", list, { json, ...request });
const remove = (list: string, request: Ask = {}) => service.onList("DELETE", list, request);
const statusOf = async (asking: ReturnType<TestService["ask"]>) => (await asking).response.status;

async function names(query: Record<string, string> = {}): Promise<string[]> {
  return (bodyOf(await service.ask(`GET ${listsPath}`, { query })) as ListPage).Items.map(({ name }) => name);
}

async function wishesOn(list: string, status = "wanted"): Promise<string[]> {
  const page = bodyOf(await service.ask(`GET ${wishesPath}`, { query: { list, status } })) as WishPage;
  return page.Items.map(({ id }) => id);
}

async function add(list: string, request: Ask = {}): Promise<Wish> {
  return bodyOf(await service.add({ name: "Kite", list }, request)) as Wish;
}

describe("a list", () => {
  it("is made with title, description and date, shown with its version, and never says who made it", async () => {
    const name = newName();
    const outcome = await put(name, { title: " Mia turns 7 ", description: "At noon", date: "2027-03-03" });
    expect(outcome.response).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    const list = bodyOf(outcome) as List;
    expect(list).toEqual({
      name,
      title: "Mia turns 7",
      description: "At noon",
      date: "2027-03-03",
      createdAt: new Date(service.clock.milliseconds).toISOString(),
      updatedAt: list.createdAt,
      version: 1,
    });
    expect(bodyOf(await service.onList("GET", name))).toEqual(list);
    expect(await names()).toContain(name);
  });

  it("says what was last said, and keeps the time of its making", async () => {
    const name = newName();
    const first = bodyOf(await put(name, { title: "One", date: "2027-03-03" })) as List;
    const second = bodyOf(await put(name, { title: "Two" })) as List;
    const { date: _date, ...kept } = first;
    expect(second).toEqual({ ...kept, title: "Two", updatedAt: second.updatedAt, version: 2 });
  });

  it.each([
    [{ date: "2027-02-29" }, "date"],
    [{ title: "two\nlines" }, "title"],
    [{ colour: "red" }, "colour"],
    [{ unlisted: "yes" }, "unlisted"],
    [{ unlisted: true }, "unlisted"],
  ])("that breaks a rule is not made: %j", async (json, field) => {
    const outcome = await put(newName(), json);
    expect(outcome.response.status).toBe(422);
    expect(bodyOf(outcome)).toMatchObject({ code: "invalid_list", errors: [{ field }] });
  });

  it.each(["nobody-made", "Big", "default#got", "a".repeat(33), ""])(
    "that is not there is 404 for who asks, removes or adds: %s",
    async (name) => {
      expect(bodyOf(await service.onList("GET", name))).toMatchObject({ code: "no_such_list" });
      expect(await statusOf(remove(name))).toBe(404);
      expect(await statusOf(service.ask(`GET ${wishesPath}`, { query: { list: name } }))).not.toBe(200);
    },
  );

  it("is made once under one key, and left alone by who only wants to make it", async () => {
    const name = newName();
    const first = { ifNoneMatch: "*", key: "make" };
    expect(await statusOf(put(name, { title: "One" }, first))).toBe(200);
    expect(bodyOf(await put(name, { title: "One" }, first))).toMatchObject({ version: 1 });
    expect(await statusOf(put(name, { title: "Two" }, { ifNoneMatch: "*" }))).toBe(412);
    expect(await statusOf(put(newName(), {}, { ifMatch: '"1"' }))).toBe(412);
    expect(await statusOf(put(name, { title: "Two" }, { ifMatch: '"9"' }))).toBe(412);
    expect(bodyOf(await put(name, { title: "Two" }, { ifMatch: '"1"' }))).toMatchObject({ title: "Two", version: 2 });
  });

  it("is changed and removed by who made it and by who keeps the lists, and by nobody else", async () => {
    const name = newName();
    await put(name);
    expect(bodyOf(await put(name, { title: "Bob's" }, { ...bob, ifMatch: '"9"' }))).toMatchObject({
      code: "forbidden",
    });
    expect(await statusOf(remove(name, bob))).toBe(403);
    expect(await statusOf(put(name, { title: "Kept" }, keeper))).toBe(200);
    // It still belongs to Ada.
    expect(await statusOf(put(name, { title: "Ada's" }))).toBe(200);
    expect(await statusOf(remove(name, keeper))).toBe(204);
  });

  it("of twenty that are changed at once by who each looked first loses no change", async () => {
    const name = newName();
    await put(name, { title: "0" });
    const raise = async (): Promise<void> => {
      const { title, version } = bodyOf(await service.onList("GET", name)) as List;
      const status = await statusOf(put(name, { title: String(Number(title) + 1) }, { ifMatch: `"${version}"` }));
      if (status !== 200) return raise();
    };
    await Promise.all(Array.from({ length: 20 }, raise));
    expect(bodyOf(await service.onList("GET", name))).toMatchObject({ title: "20", version: 21 });
  });

  it("that is unlisted has a name that nobody can guess, and stands nowhere", async () => {
    expect(await statusOf(put(randomName, { unlisted: true, title: "Surprise" }))).toBe(200);
    await add(randomName);
    expect(await names()).not.toContain(randomName);
    service.clock.milliseconds += 2000;
    expect((await service.ask("GET /")).response.body).not.toContain(randomName);
    expect(textsOf((await service.ask("GET /", { query: { list: randomName } })).response.body, "h1")).toEqual([
      "Surprise",
    ]);
    await put(randomName, { unlisted: false });
    expect(await names()).toContain(randomName);
  });

  it("is listed with all others, a page at a time", async () => {
    const all = await names();
    expect(all.length).toBeGreaterThan(3);
    const { Items, NextToken } = bodyOf(await service.ask(`GET ${listsPath}`, { query: { limit: "2" } })) as ListPage;
    expect(Items.map(({ name }) => name)).toEqual(all.slice(0, 2));
    expect(await names({ nextToken: NextToken! })).toEqual(all.slice(2));
  });

  it("cannot be asked for as if it were a wish", async () => {
    const name = newName();
    await put(name, { title: "Secret" });
    for (const method of ["GET", "PATCH", "DELETE"] as const) {
      expect(await statusOf(service.onWish(method, `list#${name}`, { json: { name: "Taken over" } }))).toBe(404);
    }
    expect(await statusOf(service.add({ name: "n", list: "#lists" }))).toBe(422);
  });
});

describe("a list that is removed", () => {
  it("has to be empty; what was got counts, and what was removed does not", async () => {
    const name = newName();
    await put(name);
    const [kite, boat] = [await add(name), await add(name)];
    const outcome = await remove(name);
    expect(outcome.response.status).toBe(409);
    expect(bodyOf(outcome)).toMatchObject({ code: "conflict" });
    await service.onWish("DELETE", kite.id);
    await service.onWish("PATCH", boat.id, { json: { status: "got" } });
    expect(await statusOf(remove(name))).toBe(409);
    await service.onWish("DELETE", boat.id);
    expect(await statusOf(remove(name, { key: "gone" }))).toBe(204);
    expect(await statusOf(remove(name, { key: "gone" }))).toBe(204);
    expect(await statusOf(remove(name))).toBe(404);
    expect(await names()).not.toContain(name);
    expect(await statusOf(service.ask("GET /", { query: { list: name } }))).toBe(404);

    const restored = () => service.onWish("PATCH", kite.id, { json: { status: "wanted" } });
    expect(bodyOf(await restored())).toMatchObject({ code: "no_such_list" });
    const [again] = [bodyOf(await put(name, {}, bob)) as List];
    expect(again.version).toBe(3);
    expect(await statusOf(restored())).toBe(200);
    expect(await wishesOn(name)).toEqual([kite.id]);
  });

  it("is never the usual one, which belongs to who first says something about it", async () => {
    expect(await statusOf(remove("default"))).toBe(404);
    expect(await wishesOn("default")).toEqual([]);
    expect(await statusOf(put("default", { title: "Ours" }))).toBe(200);
    expect(await statusOf(put("default", { title: "Bob's" }, bob))).toBe(403);
    expect(await statusOf(remove("default"))).toBe(409);
  });

  it("still shows a wish that somebody added while it was removed, until it is made again", async () => {
    const name = newName();
    await put(name);
    // What a request does that has looked for the list just before.
    await table.store.add(
      { wish: { ...(await add(name)), id: "late" }, shelf: "wanted", addedBy: "auth0|ada" },
      new AbortController().signal,
    );
    const stored = await table.store.readList(name, new AbortController().signal);
    await table.store.putList({ ...stored!, purgeAt: 1 }, 1, new AbortController().signal);
    expect(await wishesOn(name)).toContain("late");
    expect(await statusOf(service.add({ name: "Another", list: name }))).toBe(404);
    await put(name);
    expect(await statusOf(service.add({ name: "Another", list: name }))).toBe(201);
  });
});

describe("a wish", () => {
  it("stands on the list that it is added to, and on no other", async () => {
    const name = newName();
    await put(name);
    const added = await add(name);
    expect(added.list).toBe(name);
    expect(await wishesOn(name)).toEqual([added.id]);
    expect(await wishesOn("default")).not.toContain(added.id);
    expect(bodyOf(await service.add({ name: "Kite" }))).toMatchObject({ list: "default" });
  });

  it("comes to no list that nobody made, and is told the command that makes it", async () => {
    const outcome = await service.add({ name: "Kite", list: "birthday" });
    expect(outcome.response.status).toBe(404);
    expect(bodyOf(outcome)).toEqual({
      code: "no_such_list",
      message: 'There is no list "birthday". This makes it: wish lists add birthday',
    });
    const { id } = await add("default");
    expect(await statusOf(service.onWish("PATCH", id, { json: { list: "birthday" } }))).toBe(404);
    expect(await statusOf(service.onWish("PATCH", id, { json: { list: null } }))).toBe(422);
  });

  it("moves with all that is said of it in one change, keeps its id, and moves back", async () => {
    const name = newName();
    await put(name);
    const before = await add("default");
    const outcome = await service.onWish("PATCH", before.id, { json: { list: name, status: "got", priority: "high" } });
    expect(bodyOf(outcome)).toEqual({
      ...before,
      list: name,
      status: "got",
      priority: "high",
      updatedAt: new Date(service.clock.milliseconds).toISOString(),
      version: 2,
    });
    expect([await wishesOn("default"), await wishesOn(name, "got")]).toEqual([
      expect.not.arrayContaining([before.id]),
      [before.id],
    ]);
    await service.onWish("PATCH", before.id, { json: { list: "default", status: "wanted" } });
    expect(await wishesOn("default")).toContain(before.id);
  });

  it("is added once to each list under one key", async () => {
    const name = newName();
    await put(name);
    const request = { key: "one-and-the-same" };
    const [here, there] = [await add("default", request), await add(name, request)];
    expect(here.id).not.toBe(there.id);
    expect(await add(name, request)).toEqual(there);
    expect(await statusOf(service.add({ name: "Boat", list: name }, request))).toBe(422);
    // Moved away, it is still the one that the key has added.
    await service.onWish("PATCH", there.id, { json: { list: "default" } });
    expect(await add(name, request)).toMatchObject({ id: there.id, list: "default" });
  });
});

describe("the page of a list", () => {
  it("has its title, date and description, and the usual one leads to it", async () => {
    const name = newName();
    await put(name, { title: "Mia <turns> 7", description: "At noon", date: "2027-03-03" });
    service.clock.milliseconds += 2000;
    const page = async (query: Record<string, string> = {}) =>
      (await service.ask("GET /", { query, headers: { "accept-language": "de" } })).response.body;
    const shown = await page({ list: name });
    expect([textsOf(shown, "h1"), textsOf(shown, "p.date"), textsOf(shown, "p.about")]).toEqual([
      ["Mia <turns> 7"],
      ["3. März 2027"],
      ["At noon"],
    ]);
    expect(textsOf(shown, "a")).toContain("Weitere Wunschlisten");
    expect(textsOf(await page({ list: name, status: "got" }), "h1")).toEqual(["Mia <turns> 7 – Schon geschenkt"]);
    expect(textsOf(await page(), "a")).toContain("Mia <turns> 7");
    const atom = (await service.ask("GET /feed.atom", { query: { list: name } })).response.body;
    expect(atom).toContain('<title type="text">Mia &lt;turns&gt; 7</title>\n<subtitle type="text">At noon</subtitle>');
    const json = bodyOf(await service.ask("GET /feed.json", { query: { list: name } }));
    expect(json).toMatchObject({ title: "Mia <turns> 7", description: "At noon" });
  });
});
