import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LocalStackFailure } from "./failure.ts";

export interface DataFolder {
  /** For files that a next run can do without. */
  path: string;
  /** For data that a next run finds again; `undefined` when nothing is kept. */
  kept: string | undefined;
  close(): Promise<void>;
}

/**
 * Makes the folder of a local stack, readable by its owner only since it holds refresh tokens.
 *
 * In memory nothing is kept; what has to be a file goes to a temporary folder, removed on closing.
 *
 * @throws {LocalStackFailure} `data_unusable`
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
    throw new LocalStackFailure(
      "data_unusable",
      `The data folder ${path} cannot be made: ${(cause as Error).message}. Choose another with --data, or use --memory.`,
      { cause },
    );
  }
  return { path, kept: path, close: async () => {} };
}
