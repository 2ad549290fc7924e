import { Failure } from "../failure.ts";
import type { InputFormatName } from "../files/formats.ts";
import { isTsvLine } from "../output/tsv.ts";

const byteOrderMark = Buffer.from("\uFEFF");
const byteOrderMarksOfUtf16 = new Set(["fffe", "feff"]);

/**
 * Reads until there is something to tell the form by: a first line, or what begins JSON.
 *
 * @returns what was read, without a byte order mark
 * @throws Failure `unreadable_input` for UTF-16
 */
export async function readHead(chunks: AsyncGenerator<Buffer>, name: string): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < byteOrderMark.length || !tellsForm(head.toString("utf8").trimStart())) {
    const next = await chunks.next();
    if (next.done) break;
    // White space alone tells nothing, and needs no keeping except for its line breaks, which are counted.
    head = Buffer.concat([head, next.value]);
  }
  if (byteOrderMarksOfUtf16.has(head.toString("hex", 0, 2))) {
    throw unreadable(`${name} is in UTF-16.`, "Save it as UTF-8.");
  }
  return head.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? head.subarray(byteOrderMark.length) : head;
}

/** A first line that is longer is no header. */
const longestHeader = 1024;

function tellsForm(text: string): boolean {
  return /^[[{]/u.test(text) || text.includes("\n") || text.length > longestHeader;
}

/**
 * Tells the format of an input by its first line that is not blank.
 *
 * @throws Failure `unreadable_input` for what can be none, with what to do about it
 */
export async function findFormat(head: Buffer, name: string): Promise<InputFormatName> {
  const [line = ""] = head.toString("utf8").trimStart().split(/\r?\n/u, 1);
  if (head.includes(0)) {
    throw unreadable(`${name} is not text.`, "Save a spreadsheet as CSV.");
  }
  if (line.startsWith("[")) return "json";
  if (line.trim() === "{") {
    const hint = "Put each on one line, for example with `jq -c`, or all of them into one JSON array.";
    throw unreadable(`${name} has its objects spread over several lines.`, hint);
  }
  if (line.startsWith("{")) return "ndjson";
  if (/^<!DOCTYPE NETSCAPE-Bookmark-file/iu.test(line)) return "netscape";
  if (line.startsWith("<")) {
    throw unreadable(`${name} is HTML or XML, but not a file of bookmarks.`, "Export your bookmarks from the browser.");
  }
  const { isCsvHeader, problemOfHeader } = await import("../files/csv.ts");
  if (isCsvHeader(line)) return "csv";
  if (isTsvLine(line)) return "tsv";
  const problem = problemOfHeader(line);
  if (problem !== undefined) throw noHeader(name, problem, "With --format text, each line is a name.");
  return "text";
}

/** The failure of a table whose first row does not name fields. */
export function noHeader(name: string, problem: string, hint: string): Failure {
  return unreadable(`The first row of ${name} is not a header. ${problem}`, hint);
}

function unreadable(message: string, hint: string): Failure {
  return new Failure("unreadable_input", message, { hints: [hint] });
}
