import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { diskFullFailure, LocalStackFailure } from "./failure.ts";

export interface DataFolder {
  /** For files that the next run can do without. */
  path: string;
  /** For data that the next run finds again; `undefined` when nothing is kept. */
  kept: string | undefined;
  close(): Promise<void>;
}

/**
 * Creates the folder of a local stack. Only its owner can read it, since it holds refresh tokens.
 *
 * In memory nothing is kept; what has to be a file goes to a temporary folder, which is removed on closing.
 *
 * @throws {LocalStackFailure} `data_unusable` or `disk_full`
 */
export async function openDataFolder(storage: "memory" | { folder: string }): Promise<DataFolder> {
  if (storage === "memory") {
    const path = await mkdtemp(join(tmpdir(), "wish-"));
    return { path, kept: undefined, close: () => rm(path, { recursive: true, force: true }) };
  }
  const path = resolve(storage.folder);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = `The data folder ${path} cannot be created: ${(cause as Error).message}. Choose another with --data, or use --memory.`;
    throw diskFullFailure(cause) ?? new LocalStackFailure("data_unusable", message, { cause });
  }
  return { path, kept: path, close: async () => {} };
}

/**
 * Says why a LevelDB folder cannot be used, and what to do.
 *
 * `explain` puts it into words unless another process has the folder open, or the disk is full. It gets what LevelDB said.
 */
export function folderFailure(
  folder: string,
  error: unknown,
  explain: (cause: NodeJS.ErrnoException) => string,
): LocalStackFailure {
  const cause: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const inner = cause.cause instanceof Error ? (cause.cause as NodeJS.ErrnoException) : cause;
  const full = diskFullFailure(inner);
  if (full) return full;
  const message =
    inner.code === "LEVEL_LOCKED"
      ? `Another process is using ${folder}. Stop it, or choose another folder with --data.`
      : explain(inner);
  return new LocalStackFailure("data_unusable", message, { cause: inner });
}
