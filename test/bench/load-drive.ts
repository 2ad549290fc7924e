import autocannon from "autocannon";

import type { Traffic } from "./load-traffic.ts";
import { median } from "./measure.ts";

export interface Driven {
  perSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  answers: number;
  /** No answer, or another status or body than expected; what is both of the latter counts twice. */
  wrong: number;
}

const usualRounds = 5;

const statuses = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Sends traffic over some connections, each waiting for its answer before it goes on, and checks every answer. */
export async function drive(url: string, traffic: Traffic, connections: number, seconds: number): Promise<Driven> {
  const others = statuses.filter((status) => status !== (traffic.status ?? "2xx"));
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: traffic.requests,
    verifyBody: (body) => traffic.isRight(String(body)),
  });
  return {
    perSecond: result.requests.average,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    answers: result.requests.total,
    wrong: result.errors + result.mismatches + sum(others.map((status) => result[status])),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Calls over and over, some calls at a time. */
export async function driveCalls(call: () => Promise<void>, atOnce: number, seconds: number): Promise<Driven> {
  const milliseconds: number[] = [];
  let wrong = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      const calledAt = performance.now();
      await call().catch(() => (wrong += 1));
      milliseconds.push(performance.now() - calledAt);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  const sorted = milliseconds.toSorted((one, other) => one - other);
  return {
    perSecond: (sorted.length * 1000) / (performance.now() - start),
    p50Milliseconds: median(sorted),
    p99Milliseconds: sorted[Math.floor((sorted.length - 1) * 0.99)]!,
    answers: sorted.length,
    wrong,
  };
}

/** How often to drive within some seconds, an odd number: autocannon takes one at least. */
export function roundsIn(seconds: number): number {
  return seconds < usualRounds ? 1 : usualRounds;
}

/** Drives each an odd number of times in turn, after a first time that does not count, and gives its middle run. */
export async function inTurn<Runs extends (() => Promise<Driven>)[]>(
  runs: [...Runs],
  rounds: number,
): Promise<{ [Run in keyof Runs]: Driven }> {
  const driven = runs.map((): Driven[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, run] of runs.entries()) {
      const result = await run();
      if (round > 0) driven[index]!.push(result);
    }
  }
  const middles = driven.map(
    (results) => results.toSorted((one, other) => one.perSecond - other.perSecond)[(rounds - 1) / 2]!,
  );
  return middles as { [Run in keyof Runs]: Driven };
}
