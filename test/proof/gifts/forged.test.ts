import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hashOf, isCode, newCode } from "../../../service/gifts/codes.ts";
import { count } from "../../support/figures.ts";
import { createGiftService, type Fields, type GiftService } from "../../support/gift-service.ts";
import { createRandom } from "../../support/random.ts";
import { seed } from "../../support/seed.ts";
import { storedWish } from "../../support/stored-wish.ts";
import { startTestTable, type TestTable } from "../../support/table.ts";
import { hostileText } from "../input/hostile-text.ts";

const { signal } = new AbortController();
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const link = { owner: "auth0|ada", revealOn: "2030-01-01", purgeAt: 4_000_000_000 };

/** Spellings of a secret that are not the secret: each letter another one, parts of it, more than it, its hash. */
function* forgeries(secret: string, random: () => number): Generator<string> {
  const letter = () => alphabet[Math.floor(random() * alphabet.length)]!;
  for (let place = 0; place < secret.length; place += 1) {
    for (let n = 0; n < 10; n += 1) yield secret.slice(0, place) + letter() + secret.slice(place + 1);
    yield secret.slice(0, place);
    yield secret.slice(place);
    yield secret.slice(0, place) + "A".repeat(secret.length - place);
  }
  yield* [secret.toUpperCase(), secret.toLowerCase(), ` ${secret}`, `${secret}=`, `${secret}\0`, secret + secret];
  yield* [hashOf(secret), hashOf(secret).slice(0, 22), "__proto__", "constructor", "null", "*", "%"];
  // The last letter has four bits that say nothing.
  for (const last of alphabet) yield secret.slice(0, -1) + last;
  for (let n = 0; n < 200; n += 1) yield Array.from({ length: 22 }, letter).join("");
}

describe("a forged secret", () => {
  let table: TestTable;
  let service: GiftService;
  beforeAll(async () => {
    table = await startTestTable();
    service = createGiftService(table.gifts, table.store);
  });
  afterAll(() => table.close());

  it("shows and changes nothing, and is answered like any other", async (test) => {
    const codes = { default: newCode(), xmas: newCode() };
    for (const [list, code] of Object.entries(codes)) {
      await table.gifts.putLink(list, { ...link, codeHash: hashOf(code) }, new Date(), signal);
    }
    const { wish } = await table.store.add(storedWish({ quantity: 9 }), signal);
    const token = newCode();
    const form = { list: "default", code: codes.default, wish: wish.id, token, yes: "yes" };
    expect((await service.send("claim", form)).response.status).toBe(201);
    const before = await table.gifts.read("default", new Date(), signal);
    const random = createRandom(seed);

    const requests: [name: string, ask: () => ReturnType<GiftService["open"]>][] = [];
    const forgedCodes = [...forgeries(codes.default, random), codes.xmas, token, ""];
    for (const code of forgedCodes.filter((each) => each !== codes.default)) {
      requests.push(["code", () => service.open({ list: "default", code })]);
      requests.push(["code", () => service.send("claim", { ...form, code, token: newCode() })]);
    }
    for (const list of ["xmas", "none", "", "default#got", "DEFAULT"]) {
      requests.push(["code", () => service.open({ list, code: codes.default })]);
    }
    for (const forged of [...forgeries(token, random), codes.default, codes.xmas].filter((each) => each !== token)) {
      const fields: Fields = { list: "default", token: forged };
      requests.push(["token", () => service.look(fields)], ["token", () => service.send("release", fields)]);
    }
    for (const list of ["xmas", "none"]) requests.push(["token", () => service.look({ list, token })]);

    const bodies: Record<string, Set<string>> = { code: new Set(), token: new Set() };
    for (const [name, ask] of requests) {
      const { status, body } = (await ask()).response;
      expect(status).toBe(404);
      bodies[name]!.add(body);
    }
    expect([bodies["code"]!.size, bodies["token"]!.size]).toEqual([1, 1]);
    expect(await table.gifts.read("default", new Date(), signal)).toEqual(before);
    expect(requests.length).toBeGreaterThan(1000);
    count(test, "requests with a forged, truncated or another's code or token, each answered 404", requests.length);
  });

  it("and any other text in a form, a query or a body is never answered 500", async (test) => {
    const code = newCode();
    await table.gifts.putLink("fuzzed", { ...link, codeHash: hashOf(code) }, new Date(), signal);
    const { wish } = await table.store.add(storedWish({ list: "fuzzed", quantity: 999 }), signal);
    const good: Fields = {
      list: "fuzzed",
      code,
      token: newCode(),
      wish: wish.id,
      quantity: "1",
      yes: "yes",
      from: "Tom",
    };
    const any = fc.oneof(hostileText, fc.string(), fc.constantFrom("", "__proto__", "list#fuzzed", "w".repeat(3000)));
    const names = Object.keys(good);
    const fields = fc
      .tuple(fc.subarray(names), fc.array(any, { minLength: names.length, maxLength: names.length }))
      .map(([bad, texts]): Fields =>
        Object.assign({}, good, Object.fromEntries(bad.map((name, n) => [name, texts[n]]))),
      );
    const ways = {
      claim: (given: Fields) => service.send("claim", given),
      release: (given: Fields) => service.send("release", given),
      open: (given: Fields) => service.open(given),
      look: (given: Fields) => service.look(given),
      link: (given: Fields) => service.putLink({ revealOn: given["from"], rotate: given["yes"] === "yes" }),
    };
    const way = fc.constantFrom(...(Object.keys(ways) as (keyof typeof ways)[]));
    const property = fc.asyncProperty(way, fields, async (name, given) => {
      const { status } = (await ways[name](given)).response;
      count(test, `${name} with any text, answered ${status}`);
      expect(status).toBeLessThan(500);
    });
    await fc.assert(property, { seed, numRuns: 1000 });
  });

  it("takes as long to compare whatever it has in common with the true one", (test) => {
    const secret = randomBytes(16).toString("base64url");
    const kept = hashOf(secret);
    const common = [0, 5, 11, 16, 21];
    const wrong = common.map((letters) => secret.slice(0, letters) + newCode().slice(letters));
    const times = wrong.map((): number[] => []);
    for (let round = 0; round < 3000; round += 1) {
      for (const [index, code] of wrong.entries()) {
        const start = performance.now();
        for (let n = 0; n < 5; n += 1) isCode(code, kept);
        times[index]!.push((performance.now() - start) / 5);
      }
    }
    const medians = times.map((each) => each.toSorted((one, other) => one - other)[1500]!);
    const fastest = Math.min(...medians);
    for (const [index, letters] of common.entries()) {
      const nanoseconds = Math.round(medians[index]! * 1e6);
      count(test, `nanoseconds to compare a code that has ${letters} of 22 letters in common`, nanoseconds);
    }
    // A comparison letter by letter of the hash would show no step either; one of the code itself would.
    expect(Math.max(...medians) / fastest).toBeLessThan(1.2);
  });
});
