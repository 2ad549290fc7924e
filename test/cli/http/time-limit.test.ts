import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createTimeLimit } from "../../../cli/http/time-limit.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Takes so long by the clock that the test sets. */
const take = (milliseconds: number) => () => new Promise((resolve) => setTimeout(resolve, milliseconds));

function limit() {
  const told: string[] = [];
  const timeLimit = createTimeLimit(30_000, Date.now, (host) => told.push(host));
  return { timeLimit, told };
}

it("counts what is waited for the network, and not the time between", async () => {
  const patience = limit().timeLimit.begin();
  const waiting = patience.spend("host", take(10_000));
  await vi.advanceTimersByTimeAsync(4000);
  expect(patience.left()).toBe(26_000);
  await vi.advanceTimersByTimeAsync(6000);
  await waiting;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(patience.left()).toBe(20_000);
});

it("counts waits at the same time once, and is never below 0", async () => {
  const patience = limit().timeLimit.begin();
  const waits = Promise.all([patience.spend("host", take(10_000)), patience.spend("host", take(15_000))]);
  await vi.advanceTimersByTimeAsync(15_000);
  await waits;
  expect(patience.left()).toBe(15_000);
  void patience.spend("host", take(60_000));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(patience.left()).toBe(0);
});

it("begins anew for each piece of work, and is shared by what belongs to none", async () => {
  const { timeLimit } = limit();
  const first = timeLimit.current();
  const waiting = first.spend("host", take(1000));
  await vi.advanceTimersByTimeAsync(1000);
  await waiting;
  expect(timeLimit.current()).toBe(first);
  const second = timeLimit.begin();
  expect([first.left(), second.left()]).toEqual([29_000, 30_000]);
  expect(timeLimit.current()).toBe(second);
});

it("tells once of each host that keeps us waiting for two seconds in all", async () => {
  const { timeLimit, told } = limit();
  const wait = async (host: string, milliseconds: number, patience = timeLimit.current()) => {
    const waiting = patience.spend(host, take(milliseconds));
    await vi.advanceTimersByTimeAsync(milliseconds);
    await waiting;
  };
  await wait("one", 1900);
  expect(told).toEqual([]);
  await wait("one", 200);
  await wait("one", 5000);
  expect(told).toEqual(["one"]);
  await wait("two", 5000, timeLimit.beginQuietly());
  expect(told).toEqual(["one"]);
  await wait("two", 5000, timeLimit.begin());
  expect(told).toEqual(["one", "two"]);
});
