import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { Failure, type FailureCode } from "./failure.ts";

/** The folder with the settings and sessions of a user. What somebody else could have changed in there is not used. */
export interface ConfigFolder {
  path: string;
  /**
   * Reads a JSON object from a file of the folder; a file that does not exist is an empty object.
   *
   * @throws Failure `bad_settings` when there is something else in the file, or when others can change file or folder
   */
  read(name: string): Record<string, unknown>;
  /**
   * As `read`, for what nobody else may know.
   *
   * @throws Failure `credentials_exposed` when others can read the file
   */
  readSecret(name: string): Record<string, unknown>;
  /** Makes the folder where there is none; throws as `write` does. */
  make(): void;
  /**
   * Replaces a file in one step, readable by its owner only. A reader sees the old content or the new.
   *
   * Ended by force, it leaves a file of the same name with a dot and digits behind it.
   *
   * @throws Failure `bad_settings` when it cannot be written
   */
  write(name: string, value: object): Promise<void>;
}

/** POSIX permissions. */
export const ownerOnlyFile = 0o600;
export const ownerOnlyFolder = 0o700;
const changeableByOthers = 0o022;
const readableByOthers = 0o077;
const rootId = 0;

/** @param userId effective user id of this process; `undefined` on Windows, where a user's folder is closed to others */
export function openConfigFolder(path: string, userId: number | undefined): ConfigFolder {
  function refuseForeign(what: string, { uid, mode }: Stats): void {
    if (userId === undefined) return;
    if (uid !== userId && uid !== rootId) {
      throw notUsed("bad_settings", what, "belongs to another user", [
        `If it should be yours, run \`sudo chown ${userId} ${what}\`. Otherwise set WISH_CONFIG_DIR to another folder.`,
      ]);
    }
    if ((mode & changeableByOthers) !== 0) {
      throw notUsed("bad_settings", what, "can be changed by others", [`Run \`chmod go-w ${what}\`.`]);
    }
  }

  function refuseExposed(what: string, { mode }: Stats): void {
    if (userId === undefined || (mode & readableByOthers) === 0) return;
    throw notUsed("credentials_exposed", what, "can be read by others", [
      `Run \`chmod 600 ${what}\`, or delete it and run \`wish login\` again.`,
    ]);
  }

  function refuseForeignFolder(): void {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats) refuseForeign(path, stats);
  }

  function read(name: string, check: (what: string, stats: Stats) => void = () => {}): Record<string, unknown> {
    const file = join(path, name);
    // Without promises: loading what makes them takes longer than reading a file of this size.
    const descriptor = openFile(file);
    if (descriptor === undefined) return {};
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw new Failure("bad_settings", `${file} is not a file.`, { hints: ["Delete it."] });
      refuseForeignFolder();
      check(file, stats);
      refuseForeign(file, stats);
      return parseObject(file, readFileSync(descriptor, "utf8"));
    } finally {
      closeSync(descriptor);
    }
  }

  function make(): void {
    try {
      makeFolders(path);
    } catch (error) {
      throw notWritten((error as NodeJS.ErrnoException).path ?? path, error);
    }
    refuseForeignFolder();
  }

  return {
    path,
    read,
    make,
    readSecret: (name) => read(name, refuseExposed),

    async write(name, value) {
      const file = join(path, name);
      const { default: writeFileAtomic } = await import("write-file-atomic");
      make();
      try {
        // Whoever owned the file before does not get what is in it now. The types lack the `false` of its README.
        const chown = false as unknown as undefined;
        await writeFileAtomic(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode: ownerOnlyFile, chown });
      } catch (error) {
        throw notWritten(file, error);
      }
    },
  };
}

/** Makes a folder and those above it. Node's own way says ENOENT, or never ends, where one above cannot be written. */
function makeFolders(path: string): void {
  try {
    mkdirSync(path, { mode: ownerOnlyFolder });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return;
    if (code !== "ENOENT" || existsSync(dirname(path))) throw error;
    makeFolders(dirname(path));
    makeFolders(path);
  }
}

/** Says that a file or folder cannot be written, and why. */
export function notWritten(path: string, error: unknown): Failure {
  const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new Failure("bad_settings", `${path} cannot be written (${reason}).`, {
    hints: hintsByReason[reason] ?? [],
    cause: error,
  });
}

const fullDisk = ["The disk is full. Make room, and try again."];
const closedFolder = ["Set WISH_CONFIG_DIR to a folder that you can write."];
const hintsByReason: Readonly<Record<string, string[]>> = {
  ENOSPC: fullDisk,
  EDQUOT: fullDisk,
  EACCES: closedFolder,
  EPERM: closedFolder,
  EROFS: closedFolder,
};

function notUsed(code: FailureCode, path: string, reason: string, hints: string[]): Failure {
  return new Failure(code, `${path} ${reason}, so it is not used.`, { hints });
}

function openFile(path: string): number | undefined {
  try {
    // A FIFO would otherwise be waited for. Windows has neither.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new Failure("bad_settings", `${path} cannot be read (${code}).`, { cause: error });
  }
}

function parseObject(path: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Failure("bad_settings", `${path} does not hold a JSON object.`, { hints: ["Correct it or delete it."] });
}
