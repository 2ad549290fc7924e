import { Failure } from "../failure.ts";
import { collectPieces, type Piece } from "./pieces.ts";

/**
 * Splits the bytes of a JSON array into its elements, and leaves to `JSON.parse` what is in them.
 *
 * So an element that is not JSON does not keep the next ones from being found.
 *
 * @throws Failure `unreadable_input` when the array has no end, or the input goes on after it
 */
export async function* splitElements(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Piece> {
  const collector = collectPieces();
  const findDivider = createScanner();
  let hasElements = false;
  let hasEnded = false;
  for await (const chunk of chunks) {
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const divider = findDivider(chunk[index]!);
      if (divider === undefined) continue;
      if (divider === "after the end") throw new Failure("unreadable_input", `${name} goes on after its array.`);
      if (divider !== "begin") {
        collector.add(chunk.subarray(start, index));
        hasEnded = divider === "end";
        // Between the brackets of an empty array there is nothing, between a comma and the end there should be something.
        if (!hasEnded || hasElements || !collector.isBlank()) yield collector.take(false);
        hasElements = true;
      }
      collector.skip(1);
      start = index + 1;
    }
    collector.add(chunk.subarray(start));
  }
  if (hasEnded) return;
  if (!collector.isBlank()) yield collector.take(true);
  throw new Failure("unreadable_input", `${name} stops before its array ends.`);
}

type Divider = "begin" | "comma" | "end" | "after the end";

/**
 * Tells of each byte whether it divides the elements of the outermost array (RFC 8259 §2, §5, §7).
 *
 * Single bytes are enough: in UTF-8 none of these signs is a part of another one.
 */
function createScanner(): (byte: number) => Divider | undefined {
  let depth = 0;
  let isInText = false;
  let isEscaped = false;
  let hasEnded = false;
  return (byte) => {
    if (isInText) {
      isInText = byte !== quote || isEscaped;
      isEscaped = byte === backslash && !isEscaped;
      return undefined;
    }
    if (hasEnded) return whiteSpace.has(byte) ? undefined : "after the end";
    if (byte === quote) isInText = true;
    if (byte === comma && depth === 1) return "comma";
    if (opening.has(byte)) {
      depth += 1;
      return depth === 1 ? "begin" : undefined;
    }
    if (closing.has(byte)) {
      depth -= 1;
      hasEnded = depth === 0;
      return hasEnded ? "end" : undefined;
    }
    return undefined;
  };
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const whiteSpace: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
