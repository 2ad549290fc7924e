import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { Level } from "level";

import { folderFailure } from "../data-folder.ts";
import { LocalStackFailure } from "../failure.ts";
import { repairTables, type TableDatabase } from "./repair.ts";

/**
 * Checks and repairs the folder that dynalite keeps its tables in, so that dynalite can open it.
 *
 * dynalite itself opens its store late, hides why that failed, and takes some damage for an empty store. A folder that
 * does not exist is created, for its owner only.
 *
 * @throws {LocalStackFailure} `data_unusable` or `disk_full`
 */
export async function prepareTableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await refuseLostIndex(folder);
    const logBytes = await logBytesIn(folder);
    const database: TableDatabase = new Level(folder, { valueEncoding: "json" });
    await database.open();
    try {
      await refuseDroppedWrites(folder, { logBytes, keys: await countKeys(database) });
      await repairTables(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    throw error instanceof LocalStackFailure ? error : tablesFailure(folder, error);
  }
}

/** Reading all keys also finds damaged blocks. */
async function countKeys(database: TableDatabase): Promise<number> {
  let keys = 0;
  for await (const _ of database.keys()) keys++;
  return keys;
}

/** LevelDB takes a folder without CURRENT for a new one, and deletes everything in it. */
async function refuseLostIndex(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (!names.includes("CURRENT") && names.some((name) => name.endsWith(".ldb"))) {
    throw new Error("its file CURRENT is missing");
  }
}

/** LevelDB skips writes that it cannot read, and says so only in LOG. It takes a log of nothing but garbage for empty. */
async function refuseDroppedWrites(folder: string, found: { logBytes: number; keys: number }): Promise<void> {
  const report = await readFile(join(folder, "LOG"), "utf8");
  if (!report.includes(": dropping ") && !(found.logBytes > 0 && found.keys === 0)) return;
  throw new LocalStackFailure(
    "data_unusable",
    `The last writes in ${folder} are damaged and were dropped. Start again to continue with what is left.`,
  );
}

async function logBytesIn(folder: string): Promise<number> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith(".log"));
  const sizes = await Promise.all(logs.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((total, size) => total + size, 0);
}

function tablesFailure(folder: string, error: unknown): LocalStackFailure {
  return folderFailure(folder, error, ({ code, message }) => {
    const reason = message.replaceAll("\n", " ");
    // LevelDB reports a denied access only in words; its other I/O errors come from files that contradict each other.
    const isDenied =
      ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT"].includes(String(code)) ||
      /: (?:Permission denied|Read-only file system)/u.test(reason);
    const advice = isDenied
      ? "Make it a folder that you may write to, choose another with --data, or use --memory."
      : "Delete that folder to start afresh without the wishes in it, or choose another with --data.";
    return `The tables in ${folder} cannot be opened: ${reason}. ${advice}`;
  });
}
