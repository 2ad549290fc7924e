import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";

import type { TableServer } from "../../../infra/local/table/server.ts";
import { hashOf, newCode } from "../../../service/gifts/codes.ts";
import { connectToDynamoDb } from "../../../service/store/dynamodb-client.ts";
import {
  type DynamoDbLocal,
  reasonForNoDynamoDbLocal,
  startDynamoDbLocal,
  startTimeoutMilliseconds,
} from "../../support/dynamodb-local.ts";
import { count } from "../../support/figures.ts";
import { createGiftService, type Fields, queryOf } from "../../support/gift-service.ts";
import { seed } from "../../support/seed.ts";
import { skippedFor } from "../../support/skipping.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { createTestTable, dynamoDbAt, giftsThrough, startTestDynalite, storeThrough } from "../../support/table.ts";
import { Steps } from "../model/steps.ts";
import { apply, type Ask, orders, type State } from "./model.ts";

const timeout = 400_000;
const { signal } = new AbortController();

/** An answer, and the code that a rotation has led to. */
interface Answered {
  status: number;
  code?: string;
}

/** Requests that are under way at the same time, each perhaps with a write that is sent twice. */
interface Batch {
  minutesLater: number;
  asks: { ask: Ask; isWrittenTwice: boolean }[];
}

const small = (max: number) => fc.nat(max - 1);
const quantity = fc.integer({ min: 1, max: 3 });
const claim = fc.record({
  kind: fc.constant("claim" as const),
  form: small(6),
  wish: small(2),
  quantity,
  isYes: fc.boolean(),
  isOldCode: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const ask: fc.Arbitrary<Ask> = fc.oneof(
  { arbitrary: claim, weight: 8 },
  { arbitrary: fc.record({ kind: fc.constant("release" as const), form: small(6) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("edit" as const), wish: small(2), quantity }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("remove" as const), wish: small(2) }), weight: 1 },
  { arbitrary: fc.constant({ kind: "rotate" as const }), weight: 1 },
);
const batch: fc.Arbitrary<Batch> = fc.record({
  minutesLater: fc.constantFrom(0, 0, 10, 31),
  asks: fc.array(fc.record({ ask, isWrittenTwice: fc.integer({ min: 0, max: 4 }).map((n) => n === 0) }), {
    minLength: 1,
    maxLength: 5,
  }),
});
const script = fc.array(batch, { minLength: 1, maxLength: 8 });

async function holdAgainstModel(endpoint: string, numRuns: number, test: TestContext): Promise<void> {
  const client = connectToDynamoDb(dynamoDbAt(endpoint));
  const steps = new Steps();
  steps.watch(client);
  const [gifts, wishes] = [giftsThrough(client), storeThrough(client)];
  const service = createGiftService(gifts, wishes);
  const answered = new Map<string, number>();

  /** Makes an empty list with a gift link and two wishes. */
  async function begin() {
    await client.send(new DeleteCommand({ TableName: "WishClaims", Key: { list: "default" } }));
    const quantities = [1, 3];
    const added = quantities.map((quantity) => wishes.add(storedWish({ quantity }), signal));
    const ids = (await Promise.all(added)).map(({ wish: { id } }) => id);
    return { ids, tokens: Array.from({ length: 6 }, newCode), quantities, code: await rotate() };
  }

  async function rotate(): Promise<string> {
    const { response } = await service.putLink({ revealOn: "2030-01-01", rotate: true });
    return queryOf((JSON.parse(response.body) as { url: string }).url)["code"]!;
  }

  async function send(ask: Ask, ids: string[], tokens: string[], sent: string): Promise<Answered> {
    if (ask.kind === "rotate") return { status: 200, code: await rotate() };
    if (ask.kind === "release") {
      const fields: Fields = { list: "default", token: tokens[ask.form]! };
      return { status: (await service.send("release", fields)).response.status };
    }
    if (ask.kind === "claim") {
      const fields = { list: "default", code: sent, token: tokens[ask.form]!, wish: ids[ask.wish]! };
      const more: Fields = ask.isYes ? { yes: "yes", from: "Grandma" } : {};
      const form = { ...fields, quantity: String(ask.quantity), ...more };
      return { status: (await service.send("claim", form)).response.status };
    }
    const change = {
      id: ids[ask.wish]!,
      set: ask.kind === "edit" ? { quantity: ask.quantity } : {},
      clear: [],
      to: ask.kind === "edit" ? ("wanted" as const) : ("removed" as const),
      updatedAt: "2026-11-22T10:00:00.000Z",
      changeKey: randomUUID(),
    };
    const onlyIf = { list: "default", shelf: "wanted" } as const;
    if (await wishes.update({ ...change, onlyIf }, signal)) return { status: 200 };
    // It was this change that went through, and the answer to it was lost.
    const now = await wishes.read(change.id, signal);
    return { status: now?.changeKey === change.changeKey ? 200 : 404 };
  }

  /** What is kept, in the words of the model; the code as its hash. */
  async function stateNow(ids: string[], tokens: string[]): Promise<State> {
    const { link, claims, released } = (await gifts.read("default", new Date(), signal))!;
    const formOf = (id: string) => tokens.findIndex((token) => hashOf(token) === id);
    const numbered = Object.entries(claims).map(([id, { wish, quantity, reservedUntil }]) => [
      formOf(id),
      {
        wish: ids.indexOf(wish),
        quantity,
        ...(reservedUntil !== undefined && { untilMilliseconds: Date.parse(reservedUntil) }),
      },
    ]);
    const kept = await Promise.all(ids.map((id) => wishes.find(id, signal)));
    const quantities = kept.map((wish) => wish?.quantity);
    return {
      quantities,
      claims: Object.fromEntries(numbered) as State["claims"],
      released: released.map(formOf),
      code: link.codeHash,
    };
  }

  const property = fc.asyncProperty(fc.scheduler(), script, async (scheduler, batches) => {
    const { ids, tokens, quantities, code } = await begin();
    let state: State = { quantities, claims: {}, released: [], code };
    for (const { minutesLater, asks } of batches) {
      service.clock.milliseconds += minutesLater * 60_000;
      const now = service.clock.milliseconds;
      const before = state;
      const codeOf = (ask: Ask) => (ask.kind === "claim" && ask.isOldCode ? newCode() : before.code);
      const outcomes = await steps.together(
        scheduler,
        asks.map(({ ask, isWrittenTwice }) => async () => {
          const sent = codeOf(ask);
          const { outcome } = await steps.follow(scheduler, isWrittenTwice, () => send(ask, ids, tokens, sent));
          return { ask, sent, ...outcome };
        }),
      );
      const kept = await stateNow(ids, tokens);
      const explained = orders(outcomes)
        .map((order) => {
          let [after, isSame] = [before, true];
          for (const { ask, sent, status, code } of order) {
            const done = apply(after, ask, now, { sent, ...(code !== undefined && { rotated: code }) });
            after = done.state;
            isSame &&= done.status === status;
          }
          return isSame ? after : undefined;
        })
        .find((after) => after !== undefined && isDeepStrictEqual({ ...after, code: hashOf(after.code) }, kept));
      if (!explained) throw new Error(`No order explains it: ${JSON.stringify({ before, outcomes, kept })}`);
      state = explained;
      for (const { ask, status } of outcomes) {
        const what = `${ask.kind}: ${status}`;
        answered.set(what, (answered.get(what) ?? 0) + 1);
      }
    }
  });
  await fc.assert(property, { seed, numRuns });
  for (const [what, times] of [...answered].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    count(test, what, times);
  count(test, "steps that requests took in turn", steps.taken);
}

/** Two hundred people who see that seven are free, and all send their form at once. */
async function rush(endpoint: string): Promise<void> {
  const client = connectToDynamoDb({ ...dynamoDbAt(endpoint), requestHandler: { requestTimeout: 60_000 } });
  const [gifts, wishes] = [giftsThrough(client), storeThrough(client)];
  const service = createGiftService(gifts, wishes);
  await client.send(new DeleteCommand({ TableName: "WishClaims", Key: { list: "default" } }));
  const { wish } = await wishes.add(storedWish({ quantity: 7 }), signal);
  const { response } = await service.putLink({ revealOn: "2030-01-01" });
  const link = queryOf((JSON.parse(response.body) as { url: string }).url);
  const sent = Array.from({ length: 200 }, () => service.send("claim", { ...link, wish: wish.id, token: newCode() }));
  const statuses = (await Promise.all(sent)).map((each) => each.response.status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(7);
  expect(statuses.filter((status) => status === 409)).toHaveLength(193);
  expect(Object.keys((await gifts.read("default", new Date(), signal))!.claims)).toHaveLength(7);
}

describe("five people at once, on dynalite", () => {
  let dynalite: TableServer;
  beforeAll(async () => {
    dynalite = await startTestDynalite();
    await createTestTable(dynalite.endpoint);
  });
  afterAll(() => dynalite.close());

  it("get what one after another would, and leave the same behind", { timeout }, (test) =>
    holdAgainstModel(dynalite.endpoint, 150, test),
  );

  it("and 200 of them: seven get one of seven", { timeout }, () => rush(dynalite.endpoint));
});

describe("five people at once, on DynamoDB Local", skippedFor(reasonForNoDynamoDbLocal()), () => {
  let dynamoDb: DynamoDbLocal;
  beforeAll(async () => {
    dynamoDb = await startDynamoDbLocal();
    await createTestTable(dynamoDb.endpoint);
  }, startTimeoutMilliseconds);
  afterAll(() => dynamoDb.close());

  it("get what one after another would, and leave the same behind", { timeout }, (test) =>
    holdAgainstModel(dynamoDb.endpoint, 50, test),
  );

  it("and 200 of them: seven get one of seven", { timeout }, () => rush(dynamoDb.endpoint));
});
