import { addAbortSignal } from "node:stream";

import { Failure } from "../failure.ts";
import type { InputFormat } from "./entry.ts";
import { readElements, readLines } from "./read-entries.ts";
import type { Source } from "./source.ts";

const byteOrderMark = Buffer.from("\uFEFF");
const byteOrderMarksOfUtf16 = new Set(["fffe", "feff"]);

/**
 * Looks at the beginning of an input and reads the rest of it piece by piece, as one of the forms that a list has.
 *
 * A `[` begins a JSON array; anything else is read in lines. No more is kept than the piece in hand.
 *
 * @param stop ends the reading early, as if the input ended there
 * @throws Failure `unreadable_input`
 */
export async function readInput(source: Source, stop: AbortSignal): Promise<InputFormat> {
  const chunks = readChunks(source, stop);
  const head = withoutByteOrderMark(await readHead(chunks), source.name);
  const rest = prepend(head, chunks);
  return head.toString("latin1").trimStart().startsWith("[")
    ? { unit: "Wish", entries: readElements(rest, source.name) }
    : { unit: "Line", entries: readLines(rest, source.name) };
}

async function* readChunks({ stream, name }: Source, stop: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* addAbortSignal(stop, stream) as AsyncIterable<Buffer>;
  } catch (error) {
    if (stop.aborted) return;
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure("unreadable_input", `${name} cannot be read to its end (${reason}).`, { cause: error });
  }
}

/** Reads until there is something to tell the form by. */
async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < byteOrderMark.length || head.toString("utf8").trim() === "") {
    const next = await chunks.next();
    if (next.done) break;
    // White space alone tells nothing, and needs no keeping except for its line breaks, which are counted.
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

function withoutByteOrderMark(head: Buffer, name: string): Buffer {
  if (byteOrderMarksOfUtf16.has(head.toString("hex", 0, 2))) {
    throw new Failure("unreadable_input", `${name} is in UTF-16.`, { hints: ["Save it as UTF-8."] });
  }
  return head.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? head.subarray(byteOrderMark.length) : head;
}

async function* prepend(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* chunks;
}
