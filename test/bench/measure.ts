import { spawn } from "node:child_process";

/** A program to run, as many times as the others. */
export interface Contestant {
  name: string;
  command: string;
  args: string[];
  environment?: Record<string, string>;
}

/**
 * Runs programs in turn, one at a time, so that whatever else the machine does disturbs all of them alike.
 *
 * The first round warms the caches of the system up and does not count.
 *
 * @returns for each program, its milliseconds from start to end in each round
 * @throws when one of them fails: a program that does nothing is always fast
 */
export async function measure(contestants: readonly Contestant[], rounds: number): Promise<number[][]> {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const milliseconds = await runTime(contestant);
      if (round > 0) times[index]!.push(milliseconds);
    }
  }
  return times;
}

/** The median of the ratios within each round: a round in which the machine is busy slows both programs down. */
export function medianRatio(times: readonly number[], otherTimes: readonly number[]): number {
  return median(times.map((time, round) => time / otherTimes[round]!));
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

function runTime({ name, command, args, environment }: Contestant): Promise<number> {
  const start = performance.now();
  const program = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env["PATH"], ...environment },
  });
  program.stdout?.resume();
  return new Promise((resolve, reject) => {
    program.once("error", reject);
    program.once("close", (code) => {
      const milliseconds = performance.now() - start;
      if (code === 0) resolve(milliseconds);
      else reject(new Error(`${name} ended with ${code}.`));
    });
  });
}
