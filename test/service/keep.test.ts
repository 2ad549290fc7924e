import { expect, it } from "vitest";

import { createKeep } from "../../service/keep.ts";

function setUp({ mostKept = 10 } = {}) {
  const clock = { milliseconds: 1000 };
  const keep = createKeep<string>(2000, mostKept, () => clock.milliseconds);
  let made = 0;
  const get = (key: string) => keep(key, async () => `${key}${(made += 1)}`);
  return { clock, keep, get };
}

it("gives what was made less than its time ago, and makes it anew then", async () => {
  const { clock, get } = setUp();
  expect(await get("a")).toBe("a1");
  clock.milliseconds += 1999;
  expect(await get("a")).toBe("a1");
  clock.milliseconds += 1;
  expect(await get("a")).toBe("a2");
});

it("makes once what many ask for at once", async () => {
  const { get } = setUp();
  expect(await Promise.all([get("a"), get("a"), get("b"), get("a")])).toEqual(["a1", "a1", "b2", "a1"]);
});

it("counts the time from when the making began", async () => {
  const { clock, keep, get } = setUp();
  await keep("a", async () => {
    clock.milliseconds += 2000;
    return "slow";
  });
  expect(await get("a")).toBe("a1");
});

it("keeps no failure", async () => {
  const { keep, get } = setUp();
  await expect(keep("a", () => Promise.reject(new Error("No.")))).rejects.toThrow("No.");
  expect(await get("a")).toBe("a1");
});

it("keeps nothing past a clock that was put back", async () => {
  const { clock, get } = setUp();
  await get("a");
  clock.milliseconds -= 1;
  expect(await get("a")).toBe("a2");
});

it("keeps so much and no more: what was made first goes first", async () => {
  const { get } = setUp({ mostKept: 2 });
  await get("a");
  await get("b");
  await get("c");
  expect([await get("c"), await get("b"), await get("a")]).toEqual(["c3", "b2", "a4"]);
});
