import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { lock } from "proper-lockfile";

import { Failure } from "../failure.ts";

/** Runs one thing at a time among all `wish` processes of this user. */
export type ExclusiveRun = <T>(work: () => Promise<T>) => Promise<T>;

// Longer than any request may take, or a second process would renew while the first still does.
const staleMilliseconds = 45_000;
const pauseMilliseconds = 100;

/**
 * Makes the lock around everything that reads, renews and writes a session.
 *
 * An issuer that rotates refresh tokens takes the second use of one for theft and ends the session (RFC 9700 §4.14.2).
 */
export function createSessionLock(configFolder: string): ExclusiveRun {
  return async (work) => {
    await mkdir(configFolder, { recursive: true, mode: 0o700 });
    const release = await lock(configFolder, {
      lockfilePath: join(configFolder, "sessions.lock"),
      stale: staleMilliseconds,
      retries: { retries: (2 * staleMilliseconds) / pauseMilliseconds, factor: 1, minTimeout: pauseMilliseconds },
      // A machine that slept may lose the lock; the work in hand is still better finished than torn.
      onCompromised: () => {},
    }).catch((error: unknown) => {
      throw new Failure("timed_out", "Another wish has been renewing the session for too long.", {
        hints: [`If none is running, delete ${join(configFolder, "sessions.lock")}.`],
        cause: error,
      });
    });
    try {
      return await work();
    } finally {
      // Only a lost lock cannot be released, and then there is nothing to release.
      await release().catch(() => {});
    }
  };
}
