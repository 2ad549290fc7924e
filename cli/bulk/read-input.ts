import { addAbortSignal } from "node:stream";

import { newFieldNames } from "../../service/wish.ts";
import { Failure } from "../failure.ts";
import type { InputFormatName } from "../files/formats.ts";
import { readPlainLine } from "../files/plain-text.ts";
import { parseTsvLine } from "../output/tsv.ts";
import { findFormat, noHeader, readHead } from "./find-format.ts";
import { maxPieceBytes, type Piece, splitLines } from "./pieces.ts";
import type { Source } from "./source.ts";
import { splitElements } from "./split-elements.ts";

/** One place in the input where a wish should be. */
export interface Entry {
  /** From 1: the line, or in a JSON array which wish, in a file of bookmarks which of them. */
  number: number;
  /** How much of the input is read with it. */
  endBytes: number;
  /** What stands there, not looked at yet, or why that cannot be said. */
  content: { value: unknown } | { problem: string };
}

/** How an input is read, once its format is known. */
export interface InputFormat {
  /** What {@link Entry.number} counts, for messages. */
  unit: "Line" | "Wish" | "Row" | "Bookmark";
  /** Throws Failure `unreadable_input` where nothing more can be read. */
  entries: AsyncIterable<Entry>;
}

type Chunks = AsyncIterable<Buffer>;

/** The forms that a list has in a file. A line is read as it comes; what has to be known as a whole is kept whole. */
const formats = {
  json: { unit: "Wish", read: readElements },
  ndjson: { unit: "Line", read: (chunks) => readLines(chunks, parseJson) },
  csv: { unit: "Row", read: readRows },
  tsv: { unit: "Line", read: (chunks) => readLines(chunks, parseTabSeparated) },
  netscape: { unit: "Bookmark", read: readBookmarkFile },
  text: { unit: "Line", read: (chunks) => readLines(chunks, (text) => ({ value: readPlainLine(text) })) },
} as const satisfies Record<
  InputFormatName,
  { unit: InputFormat["unit"]; read: (chunks: Chunks, name: string, now: number) => AsyncIterable<Entry> }
>;

export interface InputOptions {
  /** Found by how the input begins, when absent. */
  format?: InputFormatName | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Looks at the beginning of an input and reads the rest of it, as one of the forms that a list has.
 *
 * @param stop ends the reading early, as if the input ended there
 * @throws Failure `unreadable_input`
 */
export async function readInput(source: Source, stop: AbortSignal, options: InputOptions): Promise<InputFormat> {
  const { name } = source;
  const chunks = readChunks(source, stop);
  const head = await readHead(chunks, name);
  const { unit, read } = formats[options.format ?? (await findFormat(head, name))];
  return { unit, entries: read(prepend(head, chunks), name, options.now) };
}

async function* readRows(chunks: Chunks, name: string): AsyncGenerator<Entry> {
  const [{ readCsv, isCsvHeader, problemOfHeader }, { text, length }] = await Promise.all([
    import("../files/csv.ts"),
    readWhole(chunks),
  ]);
  const [header = ""] = text.split(/\r?\n/u, 1);
  if (!isCsvHeader(header)) {
    const problem = problemOfHeader(header) ?? "It has no names of fields.";
    throw noHeader(name, problem, "Put the names of the fields there.");
  }
  for (const row of readCsv(text)) yield { ...row, endBytes: length };
}

async function* readBookmarkFile(chunks: Chunks, _name: string, now: number): AsyncGenerator<Entry> {
  const [{ readBookmarks }, { text, length }] = await Promise.all([import("../files/bookmarks.ts"), readWhole(chunks)]);
  for (const [index, value] of readBookmarks(text, now).entries()) {
    yield { number: index + 1, endBytes: length, content: { value } };
  }
}

/**
 * Reads an input to its end: only the whole of it tells its encoding.
 *
 * Excel saves in the code page of its machine where it is not told otherwise.
 */
async function readWhole(chunks: Chunks): Promise<{ text: string; length: number }> {
  const { buffer } = await import("node:stream/consumers");
  const bytes = await buffer(chunks);
  return { text: decode(bytes), length: bytes.length };
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

async function* prepend(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* chunks;
}

type Parse = (text: string, piece: Piece) => Entry["content"];

/** Reads the elements of a JSON array; throws as {@link splitElements} does. */
async function* readElements(chunks: Chunks, name: string): AsyncGenerator<Entry> {
  for await (const piece of splitElements(chunks, name)) {
    const { number, endBytes } = piece;
    const text = textOf(piece);
    yield { number, endBytes, content: typeof text === "string" ? parseJson(text, piece) : text };
  }
}

/** Reads one wish a line. Blank lines count and are passed over. */
async function* readLines(chunks: Chunks, parse: Parse): AsyncGenerator<Entry> {
  for await (const piece of splitLines(chunks)) {
    const { number, endBytes } = piece;
    const text = textOf(piece);
    if (typeof text !== "string") {
      yield { number, endBytes, content: text };
    } else if (text.trim() !== "") {
      yield { number, endBytes, content: parse(text, piece) };
    }
  }
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
    const value: unknown = JSON.parse(text);
    // It is the whole of a wish, so a field that is not there has no value.
    const isWhole = typeof value === "object" && value !== null && "version" in value;
    return { value: isWhole ? Object.assign(Object.fromEntries(newFieldNames.map((name) => [name])), value) : value };
  } catch {
    return { problem: isCutOff ? "It is not JSON; the input stops in it." : "It is not JSON." };
  }
}
