// The file in which a list is kept: a line about all of it, then each page with a line about it in front.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

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

/** The pages of a list, left in their file until they are asked for. */
export interface Pages {
  readAt: Date;
  pages: readonly Placed[];
  /** Gives `undefined` for a page that is damaged; throws what Node throws. */
  bodyOf(page: Placed): string | undefined;
}

const mostHeaderBytes = 8 * 1024;

export function formatHeader(list: string, readAt: Date): Buffer {
  const header: Header = { list, readAt: readAt.toISOString() };
  return Buffer.from(`${JSON.stringify(header)}\n`);
}

export function formatPage(url: string, etag: string | undefined, body: string): Buffer {
  const header: PageHeader = { url, ...(etag !== undefined && { etag }), bytes: Buffer.byteLength(body) };
  return Buffer.from(`${JSON.stringify(header)}\n${body}\n`);
}

/**
 * Finds the pages in a file; `undefined` when they are of another list, or written by somebody else.
 *
 * Throws what Node throws, also when the file is damaged.
 */
export function readPages(path: string, listUrl: string, userId: number | undefined): Pages | undefined {
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
    bodyOf({ start, bytes }) {
      const body = Buffer.alloc(bytes);
      const isWhole = readSync(descriptor, body, 0, bytes, start) === bytes;
      // A file that was not written out before a power cut may hold zeros.
      return isWhole && body[bytes - 1] !== 0 ? body.toString("utf8") : undefined;
    },
  };
}

function readHeader(descriptor: number, position: number): { value: unknown; end: number } {
  const bytes = Buffer.alloc(mostHeaderBytes);
  const length = readSync(descriptor, bytes, 0, mostHeaderBytes, position);
  const lineEnd = bytes.subarray(0, length).indexOf("\n");
  return { value: JSON.parse(bytes.toString("utf8", 0, lineEnd)), end: position + lineEnd + 1 };
}
