import { collectPieces, type Piece } from "./piece.ts";

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
