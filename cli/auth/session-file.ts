import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { type ConfigFolder, notWritten } from "../config-folder.ts";
import { Failure } from "../failure.ts";
import type { Session } from "./session.ts";

/** The sessions of this user, by address of the API. */
export interface SessionFile {
  read(apiUrl: string): Session | undefined;
  readAll(): Map<string, Session>;
  /**
   * Does one thing at a time among all `wish` processes of this user; only in there can a session be changed.
   *
   * An issuer that rotates refresh tokens takes the second use of one for theft and ends the session (RFC 9700
   * §4.14.2), so all of reading, renewing and writing belongs in there.
   *
   * @throws Failure `timed_out` when another process does not come to an end, `bad_settings` when the folder cannot be
   * written
   */
  whileLocked<T>(work: (file: LockedSessionFile) => Promise<T>): Promise<T>;
}

export interface LockedSessionFile {
  write(apiUrl: string, session: Session): Promise<void>;
  remove(apiUrl: string): Promise<void>;
}

const sessionsName = "sessions.json";

/** What a process leaves behind when it is ended by force in the middle of writing; tokens may be in it. */
const leftOver = /^(?:sessions|credentials)\.json\.\d+$|^room\./u;

// The holder says every second that it is alive, and is given up after about four without a word: the command after one
// that was killed in a renewal then still comes within the seconds for which an issuer takes the last token again. Not
// all that wait may give it up in the same moment, or one would take the lock of another.
const updateMilliseconds = 1000;
const staleMilliseconds = () => 4000 + Math.random() * 1000;
const pauseMilliseconds = 100;
const noticeAfterMilliseconds = 2000;
const patienceMilliseconds = 90_000;

/** @param onWaiting called once when another process keeps us waiting */
export function createSessionFile(folder: ConfigFolder, onWaiting: () => void): SessionFile {
  const locked: LockedSessionFile = {
    async write(apiUrl, session) {
      await folder.write(sessionsName, { ...folder.read(sessionsName), [apiUrl]: session });
    },
    async remove(apiUrl) {
      const { [apiUrl]: _removed, ...others } = folder.read(sessionsName);
      await folder.write(sessionsName, others);
    },
  };
  const readAll = () =>
    new Map(
      Object.entries(folder.read(sessionsName)).flatMap(([apiUrl, value]) => {
        const session = parseSession(value);
        return session ? [[apiUrl, session] as const] : [];
      }),
    );
  return {
    readAll,
    read: (apiUrl) => readAll().get(apiUrl),
    async whileLocked(work) {
      const release = await acquireLock(folder, onWaiting);
      try {
        await sweep(folder.path);
        return await work(locked);
      } finally {
        // Only a lost lock cannot be released, and then there is nothing to release.
        await release().catch(() => {});
      }
    },
  };
}

/** Only while locked: nobody else is writing then, so what looks half written is. */
async function sweep(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => leftOver.test(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

async function acquireLock(folder: ConfigFolder, onWaiting: () => void): Promise<() => Promise<void>> {
  const { path } = folder;
  const { default: lockfile } = await import("proper-lockfile");
  const lockfilePath = join(path, "sessions.lock");
  const lock = async () => {
    try {
      return await lockfile.lock(path, {
        lockfilePath,
        stale: staleMilliseconds(),
        update: updateMilliseconds,
        // A machine that slept may lose the lock; the work in hand is still better finished than torn.
        onCompromised: () => {},
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ELOCKED") return undefined;
      throw notWritten(path, error);
    }
  };
  folder.make();
  for (let waited = 0; waited <= patienceMilliseconds; waited += pauseMilliseconds) {
    const release = await lock();
    if (release) return release;
    if (waited === noticeAfterMilliseconds) onWaiting();
    await setTimeout(pauseMilliseconds);
  }
  throw new Failure("timed_out", "Another `wish` process is taking too long to renew the session.", {
    hints: [`If none is running, delete ${lockfilePath}.`],
  });
}

function parseSession(value: unknown): Session | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const session = value as Session;
  return session.store === "keychain" || session.store === "file" ? session : undefined;
}
