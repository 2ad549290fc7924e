import { failureIn } from "../failure.ts";

/** What one look at one thing has shown. */
export interface Result {
  name: string;
  isWrong: boolean;
  text: string;
  /** What to do, one line each; empty where nothing is wrong. */
  fixes: readonly string[];
}

export function right(name: string, text: string): Result {
  return { name, isWrong: false, text, fixes: [] };
}

export function wrong(name: string, text: string, fixes: readonly string[]): Result {
  return { name, isWrong: true, text, fixes };
}

/** Takes a failure for a result: what it says is what is wrong, and its hints are what to do. */
export async function attempt(name: string, work: () => Promise<Result[]>): Promise<Result[]> {
  try {
    return await work();
  } catch (error) {
    const failure = failureIn(error);
    if (!failure) throw error;
    return [wrong(name, failure.message, failure.hints)];
  }
}
