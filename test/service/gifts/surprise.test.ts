import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { newCode } from "../../../service/gifts/codes.ts";
import type { ServiceResponse } from "../../../service/http.ts";
import { createGiftService, type Fields, queryOf } from "../../support/gift-service.ts";
import { seed } from "../../support/seed.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";
import { createTestService } from "../../support/test-service.ts";

const ada = { subject: "auth0|ada" };

function at<T>(items: readonly T[], n: number): T | undefined {
  return items[n % Math.max(1, items.length)];
}

/** A list with its owner, and perhaps with people who give. */
function createWorld({ store, gifts }: TestTable, run: number) {
  const service = createTestService(store);
  const giving = createGiftService(gifts, store);
  const ids: string[] = [];
  let link: Fields = {};
  const tokens: Fields[] = [];
  let keys = 0;

  async function everything(): Promise<ServiceResponse[]> {
    const outcomes = [];
    for (const status of ["wanted", "got"]) {
      outcomes.push(await service.ask("GET /wish-list-service", { query: { status } }));
      for (const routeKey of ["GET /", "HEAD /"]) outcomes.push(await service.ask(routeKey, { query: { status } }));
    }
    for (const feed of ["GET /feed.atom", "GET /feed.json"]) outcomes.push(await service.ask(feed));
    for (const id of ids) outcomes.push(await service.onWish("GET", id));
    outcomes.push(await giving.putLink({}), await giving.listGifts());
    return outcomes.map(({ response }) => response);
  }

  return {
    everything,
    /** What an owner does; both worlds do it, and the answer is one of what the owner can see. */
    async own(step: OwnStep): Promise<ServiceResponse> {
      const key = `run-${run}-${(keys += 1)}`;
      giving.clock.milliseconds += 60_000;
      const id = at(ids, step.which) ?? "none";
      if (step.kind === "add") {
        const added = await service.add({ name: `Wish ${ids.length}`, quantity: step.quantity }, { key, ...ada });
        ids.push((JSON.parse(added.response.body) as { id: string }).id);
        return added.response;
      }
      if (step.kind === "rotate") {
        const { response } = await giving.putLink({ revealOn: "2030-01-01", rotate: true });
        const { url, ...rest } = JSON.parse(response.body) as { url: string };
        link = queryOf(url);
        return { ...response, body: JSON.stringify({ ...rest, length: url.length }) };
      }
      if (step.kind === "remove") return (await service.onWish("DELETE", id, { key })).response;
      const json = step.kind === "edit" ? { quantity: step.quantity } : { status: step.kind };
      return (await service.onWish("PATCH", id, { key, json })).response;
    },
    /** What somebody who gives does, whom only one of the worlds has. */
    async give({ kind, which, quantity }: GiveStep): Promise<void> {
      const form: Fields = { ...link, wish: at(ids, which) ?? "none", quantity: String(quantity), token: newCode() };
      const { list = "default", token = "" } = at(tokens, which) ?? form;
      if (kind === "look") await giving.open(link);
      else if (kind === "release") await giving.send("release", { list, token });
      else {
        tokens.push(form);
        await giving.send("claim", kind === "yes" ? { ...form, yes: "yes", from: "Grandma" } : form);
      }
    },
  };
}

interface OwnStep {
  by: "owner";
  kind: "add" | "edit" | "got" | "wanted" | "remove" | "rotate";
  which: number;
  quantity: number;
}
interface GiveStep {
  by: "giver";
  kind: "look" | "reserve" | "yes" | "release";
  which: number;
  quantity: number;
}

const numbers = { which: fc.nat(9), quantity: fc.integer({ min: 1, max: 3 }) };
const ownStep: fc.Arbitrary<OwnStep> = fc.record({
  by: fc.constant("owner"),
  kind: fc.constantFrom("add", "add", "edit", "got", "wanted", "remove", "rotate"),
  ...numbers,
});
const giveStep: fc.Arbitrary<GiveStep> = fc.record({
  by: fc.constant("giver"),
  kind: fc.constantFrom("look", "reserve", "yes", "yes", "release"),
  ...numbers,
});
const steps = fc.array(fc.oneof(ownStep, giveStep), { minLength: 5, maxLength: 14 });
const start: OwnStep[] = [
  { by: "owner", kind: "rotate", which: 0, quantity: 1 },
  { by: "owner", kind: "add", which: 0, quantity: 2 },
];

describe("all that the owner of a list can see", () => {
  let tables: TestTable[];
  let claims = 0;
  let runs = 0;
  beforeAll(async () => {
    tables = [await startTestTable(), await startTestTable()];
  });
  afterAll(async () => {
    await Promise.all(tables.map((each) => each.close()));
  });

  it("is the same to the byte whether people give or not, whatever both do", async () => {
    const property = fc.asyncProperty(steps, async (script) => {
      runs += 1;
      const [quiet, given] = [createWorld(tables[0]!, runs), createWorld(tables[1]!, runs)];
      const seen: Record<"quiet" | "given", ServiceResponse[]> = { quiet: [], given: [] };
      for (const step of [...start, ...script]) {
        if (step.by === "giver") await given.give(step);
        else {
          seen.given.push(await given.own(step));
          seen.quiet.push(await quiet.own(step));
        }
      }
      expect([...seen.given, ...(await given.everything())]).toEqual([...seen.quiet, ...(await quiet.everything())]);
      const kept = await tables[1]!.gifts.read("default", new Date(), new AbortController().signal);
      claims = Math.max(claims, Object.keys(kept?.claims ?? {}).length);
    });
    await fc.assert(property, { seed, numRuns: 10 });
    expect(claims).toBeGreaterThan(5);
  });
});
