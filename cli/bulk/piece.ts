import type { Entry } from "./entry.ts";

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
const maxPieceBytes = 128 * 1024;

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

/** Gives the text of a piece, or what is wrong with it. */
export function textOf({ bytes }: Piece): string | { problem: string } {
  if (!bytes) return { problem: `It is longer than ${maxPieceBytes / 1024} KiB.` };
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: "It is not UTF-8." };
  }
}

export function parseJson(text: string, { isCutOff }: Piece): Entry["content"] {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: isCutOff ? "It is not JSON; the input stops in it." : "It is not JSON." };
  }
}
