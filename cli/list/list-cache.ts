import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import { ownerOnlyFile, ownerOnlyFolder } from "../config-folder.ts";

/**
 * The last complete reading of each list, kept on this machine.
 *
 * Nothing here throws: without it, a list is read from the API as if for the first time.
 */
export interface ListCache {
  /** Gives what is kept of a list; `undefined` when nothing is. */
  find(listUrl: string): KeptList | undefined;
  /** Begins a reading that may take the place of the one before. */
  begin(listUrl: string): Reading;
}

export interface KeptList {
  readAt: Date;
  /** The answers of the API, page by page; `undefined` for one that is damaged. */
  bodies(): Iterable<string | undefined>;
}

export interface KeptPage {
  etag: string | undefined;
  /** Reads the answer; `undefined` when it is damaged. */
  body(): string | undefined;
}

/** A reading of a list from the API, page by page. */
export interface Reading {
  /** What the reading before had of this page. */
  known(pageUrl: string): KeptPage | undefined;
  keep(pageUrl: string, etag: string | undefined, body: string): void;
  /** Puts it in the place of the reading before, once it is complete. */
  finish(): void;
  /** Forgets it, unless it is finished. */
  abandon(): void;
}

interface CacheOptions {
  folder: string;
  /** Effective user id of this process; `undefined` on Windows. */
  userId: number | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** First line of a file. */
interface Header {
  list: string;
  /** ISO 8601. */
  readAt: string;
}

/** Stands in a line in front of each page, which is as long as it says and ends with a line feed. */
interface PageHeader {
  url: string;
  etag?: string;
  bytes: number;
}

interface Placed extends PageHeader {
  start: number;
}

/** About 50,000 wishes; a longer list is not kept. */
const mostBytes = 16 * 1024 * 1024;
/** Two for each list: what is wanted on it, and what is there already. */
const mostFiles = 100;
const mostHeaderBytes = 8 * 1024;
const filePattern = /^list-.*\.pages/u;

/** Opens the cache in a folder, which need not exist. */
export function openListCache({ folder, userId, now }: CacheOptions): ListCache {
  // Node would take longer to load its cryptography than to do all of this. Should two lists have the same name, the file
  // says whose it is.
  const pathOf = (listUrl: string) => join(folder, `list-${listUrl.replace(/[^\w=&]+/gu, "-").slice(-150)}.pages`);

  function find(listUrl: string) {
    return quietly(() => readFile(pathOf(listUrl), listUrl, userId));
  }

  return {
    find(listUrl) {
      const kept = find(listUrl);
      if (!kept) return undefined;
      return {
        readAt: kept.readAt,
        *bodies() {
          for (const page of kept.pages) yield kept.bodyOf(page);
        },
      };
    },
    begin(listUrl) {
      const before = find(listUrl);
      const path = pathOf(listUrl);
      const pages = new Map(before?.pages.map((page) => [page.url, page]));
      const temporary = `${path}.${Math.random()}`;
      let descriptor: number | undefined;
      let bytes = 0;
      let isOver = false;
      const write = (text: string) => {
        descriptor ??= openNew(temporary, folder);
        bytes += writeSync(descriptor, text);
      };
      const end = (last: () => void) => {
        if (isOver) return;
        isOver = true;
        quietly(() => {
          if (descriptor === undefined) return;
          closeSync(descriptor);
          last();
        });
      };
      const abandon = () => end(() => rmSync(temporary, { force: true }));
      return {
        known(pageUrl) {
          const page = pages.get(pageUrl);
          return page && { etag: page.etag, body: () => before!.bodyOf(page) };
        },
        keep(url, etag, body) {
          if (isOver) return;
          const header: Header = { list: listUrl, readAt: new Date(now()).toISOString() };
          const pageHeader: PageHeader = { url, ...(etag !== undefined && { etag }), bytes: Buffer.byteLength(body) };
          const isKept = quietly(() => {
            if (bytes + pageHeader.bytes > mostBytes) return false;
            write(`${bytes === 0 ? `${JSON.stringify(header)}\n` : ""}${JSON.stringify(pageHeader)}\n${body}\n`);
            return true;
          });
          if (!isKept) abandon();
        },
        finish: () =>
          end(() => {
            // In one step, for whoever reads it at this moment.
            renameSync(temporary, path);
            removeOldest(folder);
          }),
        abandon,
      };
    },
  };
}

/** Gives nothing in place of an error: a full disk, a folder of somebody else, a damaged file. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function openNew(path: string, folder: string): number {
  mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder });
  return openSync(path, "wx", ownerOnlyFile);
}

/** Finds the pages in a file, and leaves them there until they are asked for. Throws when the file is damaged. */
function readFile(path: string, listUrl: string, userId: number | undefined) {
  const descriptor = openSync(path, "r");
  const { size, uid } = fstatSync(descriptor);
  const { value, end } = readHeader(descriptor, 0);
  const { list, readAt } = value as Header;
  // Somebody else could put other wishes in there.
  if (list !== listUrl || (userId !== undefined && uid !== userId)) {
    closeSync(descriptor);
    return undefined;
  }
  const pages: Placed[] = [];
  let position = end;
  while (position < size) {
    const { value, end: start } = readHeader(descriptor, position);
    const page: Placed = { ...(value as PageHeader), start };
    pages.push(page);
    position = start + page.bytes + 1;
  }
  return {
    readAt: new Date(readAt),
    pages,
    bodyOf: ({ start, bytes }: Placed) =>
      quietly(() => {
        const body = Buffer.alloc(bytes);
        const isWhole = readSync(descriptor, body, 0, bytes, start) === bytes;
        // A file that was not written out before a power cut may hold zeros.
        return isWhole && body[bytes - 1] !== 0 ? body.toString("utf8") : undefined;
      }),
  };
}

function readHeader(descriptor: number, position: number): { value: unknown; end: number } {
  const bytes = Buffer.alloc(mostHeaderBytes);
  const length = readSync(descriptor, bytes, 0, mostHeaderBytes, position);
  const lineEnd = bytes.subarray(0, length).indexOf("\n");
  return { value: JSON.parse(bytes.toString("utf8", 0, lineEnd)), end: position + lineEnd + 1 };
}

/** Keeps the cache small for people who use many lists, and takes away what killed commands have left. */
function removeOldest(folder: string): void {
  const names = readdirSync(folder).filter((name) => filePattern.test(name));
  if (names.length <= mostFiles) return;
  const files = names.map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of files.toSorted((one, other) => other.time - one.time).slice(mostFiles)) rmSync(path);
}
