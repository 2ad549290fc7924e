import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

import { Failure } from "./failure.ts";

/** POSIX permissions: read and write for the owner, nothing for others. */
const ownerOnlyFile = 0o600;
const ownerOnlyFolder = 0o700;

/**
 * Reads a JSON object from a file; a file that does not exist is an empty object.
 *
 * @param check called with the permission bits before anything is read
 * @throws Failure `bad_settings` when there is something else in the file
 */
export async function readJsonFile(
  path: string,
  check: (mode: number) => void = () => {},
): Promise<Record<string, unknown>> {
  // Without promises: loading what makes them takes longer than reading a file of this size.
  const file = openFile(path);
  if (file === undefined) return {};
  try {
    check(fstatSync(file).mode);
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  } finally {
    closeSync(file);
  }
  throw new Failure("bad_settings", `${path} does not hold a JSON object.`, { hints: ["Correct it or delete it."] });
}

function openFile(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new Failure("bad_settings", `${path} cannot be read (${code}).`, { cause: error });
  }
}

/** Replaces a file in one step, readable by its owner only. A reader sees the old content or the new. */
export async function writeJsonFile(path: string, value: object): Promise<void> {
  const { default: writeFileAtomic } = await import("write-file-atomic");
  try {
    mkdirSync(dirname(path), { recursive: true, mode: ownerOnlyFolder });
    await writeFileAtomic(path, `${JSON.stringify(value, undefined, 2)}\n`, { mode: ownerOnlyFile });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new Failure("bad_settings", `${path} cannot be written (${String(reason)}).`, { cause: error });
  }
}
