import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createTimeLimit, type Patience } from "../../../cli/http/time-limit.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function limit() {
  const told: string[] = [];
  const timeLimit = createTimeLimit(30_000, Date.now, (host) => told.push(host));
  return { timeLimit, told };
}

/** Begins to wait for a host; what it gives ends that. */
function begin(patience: Patience, host = "host"): () => Promise<void> {
  let answer!: () => void;
  const waiting = patience.spend(host, () => new Promise<void>((resolve) => (answer = resolve)));
  return () => {
    answer();
    return waiting;
  };
}

/** Waits so long for a host, by the clock that the test sets. */
async function wait(patience: Patience, milliseconds: number, host?: string): Promise<void> {
  const end = begin(patience, host);
  vi.advanceTimersByTime(milliseconds);
  await end();
}

it("counts what is waited for the network, and not the time between", async () => {
  const patience = limit().timeLimit.begin();
  const end = begin(patience);
  vi.advanceTimersByTime(4000);
  expect(patience.left()).toBe(26_000);
  vi.advanceTimersByTime(6000);
  await end();
  vi.advanceTimersByTime(120_000);
  expect(patience.left()).toBe(20_000);
});

it("counts waits at the same time once, and is never below 0", async () => {
  const patience = limit().timeLimit.begin();
  const [endShort, endLong] = [begin(patience), begin(patience)];
  vi.advanceTimersByTime(10_000);
  await endShort();
  vi.advanceTimersByTime(5000);
  await endLong();
  expect(patience.left()).toBe(15_000);
  begin(patience);
  vi.advanceTimersByTime(60_000);
  expect(patience.left()).toBe(0);
});

it("begins anew for each piece of work, and is shared by what belongs to none", async () => {
  const { timeLimit } = limit();
  const first = timeLimit.current();
  await wait(first, 1000);
  expect(timeLimit.current()).toBe(first);
  const second = timeLimit.begin();
  expect([first.left(), second.left()]).toEqual([29_000, 30_000]);
  expect(timeLimit.current()).toBe(second);
});

it("tells once of each host that keeps us waiting for two seconds in all", async () => {
  const { timeLimit, told } = limit();
  await wait(timeLimit.current(), 1900, "one");
  expect(told).toEqual([]);
  await wait(timeLimit.current(), 200, "one");
  await wait(timeLimit.current(), 5000, "one");
  expect(told).toEqual(["one"]);
  await wait(timeLimit.beginQuietly(), 5000, "two");
  expect(told).toEqual(["one"]);
  await wait(timeLimit.begin(), 5000, "two");
  expect(told).toEqual(["one", "two"]);
});
