/** The bytes of one entry, as they were cut out of the input. */
export interface Piece {
  number: number;
  endBytes: number;
  /** `undefined` when it is longer than a wish can be; then it was passed over and not kept. */
  bytes: Buffer | undefined;
  /** Whether the input stops before it is known to be complete. */
  isCutOff: boolean;
}

/** Collects the bytes of one piece after the other; numbers and counts them. */
export interface PieceCollector {
  add(bytes: Buffer): void;
  /** Counts bytes that stand between two pieces. */
  skip(byteCount: number): void;
  take(isCutOff: boolean): Piece;
  /** Whether there is nothing in the piece in hand but white space. */
  isBlank(): boolean;
}

/** More than any valid wish takes, however it is escaped. */
export const maxPieceBytes = 128 * 1024;

export function collectPieces(): PieceCollector {
  let number = 1;
  let endBytes = 0;
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add(bytes) {
      endBytes += bytes.length;
      length += bytes.length;
      if (length > maxPieceBytes) parts = [];
      else parts.push(bytes);
    },
    skip(byteCount) {
      endBytes += byteCount;
    },
    take(isCutOff) {
      const bytes = length > maxPieceBytes ? undefined : Buffer.concat(parts);
      const piece = { number, endBytes, bytes, isCutOff };
      number += 1;
      parts = [];
      length = 0;
      return piece;
    },
    isBlank: () => length <= maxPieceBytes && Buffer.concat(parts).toString("latin1").trim() === "",
  };
}

const lineFeed = 0x0a;

/**
 * Splits bytes into lines at line feeds only, and leaves those out.
 *
 * `node:readline` would also split at U+2028 and U+2029, which JSON may hold as they are, and would keep a line of any
 * length.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  const collector = collectPieces();
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      collector.add(chunk.subarray(start, end));
      collector.skip(1);
      yield collector.take(false);
      start = end + 1;
    }
    collector.add(chunk.subarray(start));
  }
  if (!collector.isBlank()) yield collector.take(true);
}
