import { randomUUID } from "node:crypto";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { notWritten, ownerOnlyFile } from "../../config-folder.ts";

/** More than tokens grow by from one renewal to the next. */
const spareBytes = 64 * 1024;

/**
 * Does some work while it holds the room on the disk that all files of the folder need to be written once more.
 *
 * What is written there afterwards finds that room. Ended by force, it leaves a file whose name begins with `room.`.
 *
 * @throws Failure `bad_settings`, before the work, when there is no room or the folder cannot be written
 */
export async function holdingRoom<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, `room.${randomUUID()}`);
  try {
    await fill(path, spareBytes + (await bytesIn(folder))).catch((error: unknown) => {
      throw notWritten(folder, error);
    });
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function fill(path: string, bytes: number): Promise<void> {
  const file = await open(path, "wx", ownerOnlyFile);
  try {
    await file.writeFile(Buffer.alloc(bytes));
    // Some file systems find out only then that they are full.
    await file.sync();
  } finally {
    await file.close();
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
