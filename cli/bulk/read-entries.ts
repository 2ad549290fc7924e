import { Failure } from "../failure.ts";
import { isTsvLine, parseTsvLine } from "../output/tsv.ts";
import type { Entry } from "./entry.ts";
import { parseJson, type Piece, textOf } from "./piece.ts";
import { splitElements } from "./split-elements.ts";
import { splitLines } from "./split-lines.ts";

type Parse = (text: string, piece: Piece) => Entry["content"];

/** Reads the elements of a JSON array; throws as {@link splitElements} does. */
export async function* readElements(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Entry> {
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
export async function* readLines(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Entry> {
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
    `${name} holds neither NDJSON, nor a JSON array, nor what \`wish list\` prints.`,
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
