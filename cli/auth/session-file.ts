import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { Failure } from "../failure.ts";
import { readJsonFile, writeJsonFile } from "../json-file.ts";
import type { Session } from "./session.ts";

/** The sessions of this user, by address of the API. */
export interface SessionFile {
  read(apiUrl: string): Promise<Session | undefined>;
  /**
   * Does one thing at a time among all `wish` processes of this user; only in there can a session be changed.
   *
   * An issuer that rotates refresh tokens takes the second use of one for theft and ends the session (RFC 9700
   * §4.14.2), so all of reading, renewing and writing belongs in there.
   *
   * @throws Failure `timed_out` when another process does not come to an end
   */
  whileLocked<T>(work: (file: LockedSessionFile) => Promise<T>): Promise<T>;
}

export interface LockedSessionFile {
  write(apiUrl: string, session: Session): Promise<void>;
  remove(apiUrl: string): Promise<void>;
}

// Longer than any request may take, or a second process would renew while the first still does.
const staleMilliseconds = 45_000;
const pauseMilliseconds = 100;

export function createSessionFile(configFolder: string): SessionFile {
  const path = join(configFolder, "sessions.json");
  const locked: LockedSessionFile = {
    async write(apiUrl, session) {
      await writeJsonFile(path, { ...(await readJsonFile(path)), [apiUrl]: session });
    },
    async remove(apiUrl) {
      const { [apiUrl]: _removed, ...others } = await readJsonFile(path);
      await writeJsonFile(path, others);
    },
  };
  return {
    async read(apiUrl) {
      return parseSession((await readJsonFile(path))[apiUrl]);
    },
    async whileLocked(work) {
      const release = await acquireLock(configFolder);
      try {
        return await work(locked);
      } finally {
        // Only a lost lock cannot be released, and then there is nothing to release.
        await release().catch(() => {});
      }
    },
  };
}

async function acquireLock(configFolder: string): Promise<() => Promise<void>> {
  const { default: lockfile } = await import("proper-lockfile");
  const lockfilePath = join(configFolder, "sessions.lock");
  await mkdir(configFolder, { recursive: true, mode: 0o700 });
  return lockfile
    .lock(configFolder, {
      lockfilePath,
      stale: staleMilliseconds,
      retries: { retries: (2 * staleMilliseconds) / pauseMilliseconds, factor: 1, minTimeout: pauseMilliseconds },
      // A machine that slept may lose the lock; the work in hand is still better finished than torn.
      onCompromised: () => {},
    })
    .catch((error: unknown) => {
      throw new Failure("timed_out", "Another `wish` process is taking too long to renew the session.", {
        hints: [`If none is running, delete ${lockfilePath}.`],
        cause: error,
      });
    });
}

function parseSession(value: unknown): Session | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const session = value as Session;
  return session.store === "keychain" || session.store === "file" ? session : undefined;
}
