import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { TableServer } from "../../../infra/local/table/server.ts";
import type { WishPage } from "../../../service/answers.ts";
import { wishesPath } from "../../../service/contract.ts";
import { timeLimits } from "../../../service/deployment.ts";
import type { Wish } from "../../../service/wish.ts";
import { type Fault, faults, type FaultyTable, startFaultyTable } from "../../support/faulty-table.ts";
import { count } from "../../support/figures.ts";
import { startTestStack, type TestStack } from "../../support/local-stack.ts";
import { contractFetch as fetch } from "../../support/openapi.ts";
import { createRandom } from "../../support/random.ts";
import { seed } from "../../support/seed.ts";
import { signInForToken } from "../../support/sign-in.ts";
import { startTestDynalite } from "../../support/table.ts";
import { createWish } from "../../support/wish.ts";

// Of a busy machine: what the request takes beside the table.
const restMilliseconds = 2500;

let dynalite: TableServer;
let table: FaultyTable;
let stack: TestStack;
let token: string;
let url: string;

beforeAll(async () => {
  dynalite = await startTestDynalite();
  table = await startFaultyTable(dynalite.endpoint);
  stack = await startTestStack({ dynamodbEndpoint: table.endpoint });
  url = `${stack.apiUrl}${wishesPath}`;
  await using wish = await createWish();
  token = await signInForToken(wish, stack.apiUrl);
});
afterAll(async () => {
  await stack.close();
  await table[Symbol.asyncDispose]();
  await dynalite.close();
});
afterEach(() => {
  table.choose = () => undefined;
});

const list = () => fetch(`${url}?limit=25`);
const add = (key: string) =>
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ name: `Wish ${key}` }),
  });

const onWish = (method: "PATCH" | "DELETE", id: string, key: string, body?: object) =>
  fetch(`${url}/${id}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { "content-type": "application/json" }),
      "idempotency-key": key,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
const show = async (id: string) => (await (await fetch(`${url}/${id}`)).json()) as Wish;

/** Every wish in the list that this key could have made. */
async function madeWith(key: string): Promise<Wish[]> {
  const { Items } = (await (await fetch(url)).json()) as WishPage;
  return Items.filter(({ name }) => name === `Wish ${key}`);
}

async function timed(answer: Promise<Response>): Promise<{ response: Response; milliseconds: number }> {
  const startedAt = performance.now();
  return { response: await answer, milliseconds: performance.now() - startedAt };
}

describe.each(faults)("a table that is %s", (fault: Fault) => {
  it("does not matter once", async (context) => {
    for (const send of [list, () => add(`once-${fault}`)]) {
      let faultsToMake = 1;
      table.choose = () => (faultsToMake-- > 0 ? fault : undefined);
      const { response, milliseconds } = await timed(send());
      expect(response.ok).toBe(true);
      expect(milliseconds).toBeLessThan(timeLimits.storeBudgetMilliseconds + restMilliseconds);
      expect(faultsToMake).toBeLessThan(1);
      count(context, "answers of a table that went wrong once, all good");
    }
    expect(await madeWith(`once-${fault}`)).toHaveLength(1);
  });

  it("does not matter to a change, which is made once under its key, nor to a removal", async (context) => {
    const { id } = (await (await add(`changed-${fault}`)).json()) as Wish;
    const steps = ["GetItem", "UpdateItem"];
    for (const [n, step] of steps.entries()) {
      const change = () => onWish("PATCH", id, `change-${step}`, { quantity: n + 1 });
      let faultsToMake = 1;
      table.choose = (operation) => (operation === step && faultsToMake-- > 0 ? fault : undefined);
      expect((await change()).status).toBe(200);
      expect((await change()).status).toBe(200);
      expect(await show(id)).toMatchObject({ quantity: n + 1, version: n + 2 });
      count(context, "changes over a table that went wrong once, each made once");
    }
    let faultsToMake = 1;
    table.choose = (operation) => (operation === "UpdateItem" && faultsToMake-- > 0 ? fault : undefined);
    expect((await onWish("DELETE", id, "remove")).status).toBe(204);
    expect((await onWish("DELETE", id, "remove")).status).toBe(204);
    expect((await onWish("PATCH", id, "restore", { status: "wanted" })).status).toBe(200);
    expect(await show(id)).toMatchObject({ version: steps.length + 3 });
    count(context, "removals over a table that went wrong once, each made once");
  });

  it("always is told with 503 and Retry-After within the budget, or is slow but right", async (context) => {
    table.choose = () => fault;
    const answers = await Promise.all([timed(list()), timed(add(`always-${fault}`))]);
    for (const { response, milliseconds } of answers) {
      const status = response.ok ? "ok" : response.status;
      const told = { status, retryAfter: response.headers.get("retry-after") };
      expect(told).toEqual(fault === "slow" ? { status: "ok", retryAfter: null } : { status: 503, retryAfter: "1" });
      expect(milliseconds).toBeLessThan(timeLimits.storeBudgetMilliseconds + restMilliseconds);
      count(context, "answers of a table that always goes wrong, all in time");
    }
    table.choose = () => undefined;
    expect((await add(`always-${fault}`)).status).toBe(201);
    expect(await madeWith(`always-${fault}`)).toHaveLength(1);
  });
});

it("adds each wish once when requests are repeated until 201, whatever goes wrong meanwhile", async (context) => {
  const random = createRandom(seed);
  // Silence costs a second and a half each time; the rest is quick.
  const often = faults.filter((fault) => fault !== "silent" && fault !== "half");
  const draw = (from: readonly Fault[]) => from[Math.floor(random() * from.length)];
  table.choose = () => (random() < 0.7 ? draw(random() < 0.05 ? faults : often) : undefined);
  const keys = Array.from({ length: 60 }, (_, n) => `storm-${n}`);
  const ids = new Map<string, string>();
  let refused = 0;

  async function addUntilAdded(key: string): Promise<void> {
    for (;;) {
      const response = await add(key);
      if (response.status === 201) {
        ids.set(key, ((await response.json()) as Wish).id);
        return;
      }
      expect(response.status).toBe(503);
      refused += 1;
    }
  }
  const waiting = [...keys];
  const worker = async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) await addUntilAdded(key);
  };
  await Promise.all(Array.from({ length: 6 }, worker));

  table.choose = () => undefined;
  for (const key of keys) expect((await madeWith(key)).map(({ id }) => id)).toEqual([ids.get(key)]);
  expect(refused).toBeGreaterThan(0);
  count(context, "wishes added through a storm of faults, each there once", keys.length);
  count(context, "503 on the way", refused);
  count(context, "faults in all", table.made);
}, 180_000);
