import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";

import { Level } from "level";
import { MemoryLevel } from "memory-level";
import type { Adapter, AdapterPayload } from "oidc-provider";

import { folderFailure } from "../data-folder.ts";
import { diskFullFailure, type LocalStackFailure } from "../failure.ts";

/** What the issuer stores: sign-ins that are under way, grants, refresh tokens. */
export interface RecordStore {
  /** The store for one of oidc-provider's models. */
  adapter(model: string): Adapter;
  /** Removes what expired more than an hour ago. */
  removeExpired(nowSeconds: number): Promise<void>;
  close(): Promise<void>;
}

type RecordDatabase = Pick<MemoryLevel<string, AdapterPayload>, "close" | "del" | "iterator" | "sublevel">;

// Long enough to answer a late poll with `expired_token`, and to tell a late person that the code is too old.
const expiredRecordSeconds = 3600;

/**
 * Opens the records in a folder, or in memory without one.
 *
 * LevelDB hands each write to the operating system before it is acknowledged, so what was answered survives even if the
 * process is killed.
 *
 * @throws {LocalStackFailure} `data_unusable` or `disk_full`
 */
export async function openRecordStore(folder: string | undefined): Promise<RecordStore> {
  const database: RecordDatabase = folder === undefined ? new MemoryLevel(json) : await openFolder(folder);

  return {
    adapter: (model) => createAdapter(database, model),

    async removeExpired(nowSeconds) {
      for await (const [key, record] of database.iterator()) {
        if (record.exp !== undefined && record.exp < nowSeconds - expiredRecordSeconds) {
          await written(database.del(key));
        }
      }
    },

    close: () => database.close(),
  };
}

const json = { valueEncoding: "json" };

async function openFolder(folder: string): Promise<RecordDatabase> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // It holds refresh tokens, and may be older, or created under another mask.
    await chmod(folder, 0o700);
    const database = new Level<string, AdapterPayload>(join(folder, "records"), json);
    await database.open();
    return database;
  } catch (error) {
    throw issuerFolderFailure(folder, error);
  }
}

/**
 * Waits for a write. When the disk is full, this also ends the program, by an error that nobody catches.
 *
 * LevelDB may have written half a record then. It would write on behind it, and could not read what follows again.
 */
async function written(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const full = diskFullFailure(error);
    if (full) {
      setImmediate(() => {
        throw full;
      });
    }
    throw error;
  }
}

/** Says why the issuer's folder cannot be used, and what to do. */
export function issuerFolderFailure(folder: string, error: unknown): LocalStackFailure {
  return folderFailure(
    folder,
    error,
    ({ message }) =>
      `The data of the local sign-in in ${folder} cannot be used (${message}). ` +
      "Delete that folder to start afresh; everybody has to sign in again then.",
  );
}

/** One model's records. One machine has only a few, so they are searched without an index. */
function createAdapter(database: RecordDatabase, model: string): Adapter {
  const records = database.sublevel<string, AdapterPayload>(model, json);

  async function findWhere(matches: (record: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    for await (const record of records.values()) if (matches(record)) return record;
    return undefined;
  }

  return {
    upsert: (id, record) => written(records.put(id, record)),
    find: (id) => records.get(id),
    findByUserCode: (userCode) => findWhere((record) => record.userCode === userCode),
    findByUid: (uid) => findWhere((record) => record.uid === uid),
    destroy: (id) => written(records.del(id)),

    async consume(id) {
      const record = await records.get(id);
      if (record) await written(records.put(id, { ...record, consumed: true }));
    },

    async revokeByGrantId(grantId) {
      for await (const [id, record] of records.iterator())
        if (record.grantId === grantId) await written(records.del(id));
    },
  };
}
