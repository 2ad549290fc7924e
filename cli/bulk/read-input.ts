import { addAbortSignal } from "node:stream";

import { Failure } from "../failure.ts";
import { isTsvLine, parseTsvLine } from "../output/tsv.ts";
import { maxPieceBytes, type Piece, splitLines } from "./pieces.ts";
import type { Source } from "./source.ts";
import { splitElements } from "./split-elements.ts";

/** One place in the input where a wish should be. */
export interface Entry {
  /** From 1: the line, or in a JSON array which wish. */
  number: number;
  /** How much of the input is read with it. */
  endBytes: number;
  /** What stands there, not looked at yet, or why that cannot be said. */
  content: { value: unknown } | { problem: string };
}

/** How an input is read, once its beginning has told what it is. */
export interface InputFormat {
  /** What {@link Entry.number} counts, for messages. */
  unit: "Line" | "Wish" | "Row";
  /** Throws Failure `unreadable_input` where nothing more can be read. */
  entries: AsyncIterable<Entry>;
}

const byteOrderMark = Buffer.from("\uFEFF");
const byteOrderMarksOfUtf16 = new Set(["fffe", "feff"]);

/**
 * Looks at the beginning of an input and reads the rest of it piece by piece, as one of the forms that a list has.
 *
 * A `[` begins a JSON array, and names of fields a table, which is kept whole; anything else is read in lines, and no more
 * kept than the piece in hand.
 *
 * @param stop ends the reading early, as if the input ended there
 * @throws Failure `unreadable_input`
 */
export async function readInput(source: Source, stop: AbortSignal): Promise<InputFormat> {
  const chunks = readChunks(source, stop);
  const head = withoutByteOrderMark(await readHead(chunks), source.name);
  const rest = prepend(head, chunks);
  const [firstLine = ""] = head.toString("latin1").trimStart().split("\n", 1);
  if (firstLine.startsWith("[")) return { unit: "Wish", entries: readElements(rest, source.name) };
  const isTable = !firstLine.startsWith("{") && (await import("../files/csv.ts")).isCsvHeader(firstLine.trimEnd());
  return isTable ? { unit: "Row", entries: readRows(rest) } : { unit: "Line", entries: readLines(rest, source.name) };
}

/**
 * Reads a table. It is read to its end first: only the whole of it tells its encoding.
 *
 * Excel saves in the code page of its machine where it is not told otherwise.
 */
async function* readRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const [{ readCsv }, { buffer }] = await Promise.all([import("../files/csv.ts"), import("node:stream/consumers")]);
  const bytes = await buffer(chunks);
  for (const row of readCsv(decode(bytes))) yield { ...row, endBytes: bytes.length };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // As a stream, because Node.js 20 reads the euro sign wrong otherwise (nodejs/node #60888).
    return new TextDecoder("windows-1252").decode(bytes, { stream: true });
  }
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

/** Reads until there is something to tell the form by: a first line, or what begins JSON. */
async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < byteOrderMark.length || !tellsForm(head.toString("utf8").trimStart())) {
    const next = await chunks.next();
    if (next.done) break;
    // White space alone tells nothing, and needs no keeping except for its line breaks, which are counted.
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

/** A first line that is longer is no header. */
const longestHeader = 1024;

function tellsForm(text: string): boolean {
  return /^[[{]/u.test(text) || text.includes("\n") || text.length > longestHeader;
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

type Parse = (text: string, piece: Piece) => Entry["content"];

/** Reads the elements of a JSON array; throws as {@link splitElements} does. */
async function* readElements(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Entry> {
  for await (const piece of splitElements(chunks, name)) {
    const { number, endBytes } = piece;
    const text = textOf(piece);
    yield { number, endBytes, content: typeof text === "string" ? parseJson(text, piece) : text };
  }
}

/**
 * Reads NDJSON, or the lines that `wish list` prints into a pipe; the first line that is not blank tells which.
 *
 * Blank lines count and are passed over.
 *
 * @throws Failure `unreadable_input` when the first line is of neither form
 */
async function* readLines(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Entry> {
  let parse: Parse | undefined;
  for await (const piece of splitLines(chunks)) {
    const { number, endBytes } = piece;
    const text = textOf(piece);
    if (typeof text !== "string") {
      yield { number, endBytes, content: text };
    } else if (text.trim() !== "") {
      parse ??= chooseForm(text, name);
      yield { number, endBytes, content: parse(text, piece) };
    }
  }
}

function chooseForm(firstLine: string, name: string): Parse {
  if (firstLine.trim() === "{") {
    throw new Failure("unreadable_input", `${name} has its objects spread over several lines.`, {
      hints: ["Put each on one line, for example with `jq -c`, or all of them into one JSON array."],
    });
  }
  if (firstLine.trimStart().startsWith("{")) return parseJson;
  if (isTsvLine(firstLine)) return parseTabSeparated;
  throw new Failure(
    "unreadable_input",
    `${name} holds neither NDJSON, nor a JSON array, nor a table with names of fields in its first row, nor what \`wish list\` prints.`,
    {
      hints: ['Put one object on each line, such as {"name":"A bicycle","url":"https://example.com/bicycle"}'],
    },
  );
}

function parseTabSeparated(text: string): Entry["content"] {
  // Windows' line end; within a value it is escaped.
  const value = parseTsvLine(text.replace(/\r$/u, ""));
  return value
    ? { value }
    : { problem: "It is not a line of `wish list`, which has its values with a tab between them." };
}

/** Gives the text of a piece, or what is wrong with it. */
function textOf({ bytes }: Piece): string | { problem: string } {
  if (!bytes) return { problem: `It is longer than ${maxPieceBytes / 1024} KiB.` };
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: "It is not UTF-8." };
  }
}

function parseJson(text: string, { isCutOff }: Piece): Entry["content"] {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: isCutOff ? "It is not JSON; the input stops in it." : "It is not JSON." };
  }
}
