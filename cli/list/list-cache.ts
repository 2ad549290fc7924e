import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";

import { ownerOnlyFile, ownerOnlyFolder } from "../config-folder.ts";
import { formatHeader, formatPage, readPages } from "./pages-file.ts";

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

/** About 50,000 wishes; a longer list is not kept. */
const mostBytes = 16 * 1024 * 1024;
/** Two for each list: what is wanted on it, and what is there already. */
const mostFiles = 100;
const filePattern = /^list-.*\.pages/u;

/** Opens the cache in a folder, which need not exist. */
export function openListCache({ folder, userId, now }: CacheOptions): ListCache {
  // Node would take longer to load its cryptography than to do all of this. Should two lists have the same name, the file
  // says whose it is.
  const pathOf = (listUrl: string) => join(folder, `list-${listUrl.replace(/[^\w=&]+/gu, "-").slice(-150)}.pages`);

  function find(listUrl: string) {
    return quietly(() => readPages(pathOf(listUrl), listUrl, userId));
  }

  return {
    find(listUrl) {
      const kept = find(listUrl);
      if (!kept) return undefined;
      return {
        readAt: kept.readAt,
        *bodies() {
          for (const page of kept.pages) yield quietly(() => kept.bodyOf(page));
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
      const write = (part: Buffer) => {
        descriptor ??= openNew(temporary, folder);
        bytes += writeSync(descriptor, part);
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
          return page && { etag: page.etag, body: () => quietly(() => before!.bodyOf(page)) };
        },
        keep(url, etag, body) {
          if (isOver) return;
          const isKept = quietly(() => {
            const page = formatPage(url, etag, body);
            if (bytes + page.length > mostBytes) return false;
            if (bytes === 0) write(formatHeader(listUrl, new Date(now())));
            write(page);
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

/** Keeps the cache small for people who use many lists, and takes away what killed commands have left. */
function removeOldest(folder: string): void {
  const names = readdirSync(folder).filter((name) => filePattern.test(name));
  if (names.length <= mostFiles) return;
  const files = names.map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of files.toSorted((one, other) => other.time - one.time).slice(mostFiles)) rmSync(path);
}
