import { fstat } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

import { Failure } from "../failure.ts";

const standardInputDescriptor = 0;

/** Where wishes are read from, opened and not yet read. */
export interface Source {
  stream: Readable;
  /** For people: the name of the file, or "Standard input". */
  name: string;
  /** `undefined` where the end is not known before it comes. */
  sizeBytes: number | undefined;
}

/**
 * Opens a file, or standard input for `-`, without reading any of it.
 *
 * @throws Failure `wrong_usage` when there is nothing to read from there
 */
export async function openSource(from: string, stdin: NodeJS.ReadStream): Promise<Source> {
  return from === "-" ? openStandardInput(stdin) : openFile(from);
}

async function openStandardInput(stdin: NodeJS.ReadStream): Promise<Source> {
  if (stdin.isTTY) {
    throw new Failure("wrong_usage", "Standard input is a terminal; nothing is piped into it.", {
      hints: ["Name a file in place of -, or put a program in front, as in `wish list | wish add --from -`."],
    });
  }
  const stats = await promisify(fstat)(standardInputDescriptor);
  if (stats.isDirectory()) throw isFolder("Standard input");
  return { stream: stdin, name: "Standard input", sizeBytes: stats.isFile() ? stats.size : undefined };
}

async function openFile(path: string): Promise<Source> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === "ENOENT" ? "does not exist" : `cannot be read (${error.code})`;
    throw new Failure("wrong_usage", `${path} ${problem}.`, { cause: error });
  });
  const stats = await file.stat();
  if (stats.isDirectory()) {
    await file.close();
    throw isFolder(path);
  }
  return { stream: file.createReadStream(), name: path, sizeBytes: stats.isFile() ? stats.size : undefined };
}

function isFolder(name: string): Failure {
  return new Failure("wrong_usage", `${name} is a folder.`, { hints: ["Name a file with wishes in it."] });
}
