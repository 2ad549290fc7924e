import { pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";

import { isGzip, type OpenResponse } from "../http/message.ts";

/** Within so many bytes a page has to say in which encoding it is (HTML Standard, "Determining the character encoding"). */
const prescanBytes = 1024;

/**
 * Reads a page as text, up to a number of bytes on the way and once more when unpacked; it ends early, without an error,
 * where that is reached or the connection is cut.
 *
 * The encoding is that of the byte order mark, the header, or the `meta` element; without them UTF-8, or windows-1252
 * where it cannot be that. What calls itself UTF-8 and is not, as can be seen from its beginning, is not taken for it.
 */
export async function* readText(response: OpenResponse, mostBytes: number): AsyncGenerator<string> {
  const contentType = response.headers["content-type"];
  let decoder: TextDecoder | undefined;
  let beginning = Buffer.alloc(0);
  for await (const chunk of bodyOf(response, mostBytes)) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < prescanBytes) continue;
    decoder = decoderFor(beginning, contentType);
    yield decoder.decode(beginning, { stream: true });
  }
  if (!decoder) {
    decoder = decoderFor(beginning, contentType);
    // At once, Node.js 20 decodes windows-1252 wrongly; as a part, it does not (nodejs/node #60888).
    yield decoder.decode(beginning, { stream: true });
  }
  yield decoder.decode();
}

async function* bodyOf({ headers, body }: OpenResponse, mostBytes: number): AsyncGenerator<Buffer> {
  try {
    if (!isGzip(headers)) {
      yield* limit(body, mostBytes);
      return;
    }
    const { createGunzip } = await import("node:zlib");
    const unpacked = createGunzip();
    pipeline(Readable.from(limit(body, mostBytes)), unpacked, () => {});
    yield* limit(unpacked, mostBytes);
  } catch {
    // What has come until then may be all that is needed.
  }
}

async function* limit(chunks: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Buffer> {
  let left = mostBytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

function decoderFor(beginning: Buffer, contentType: string | undefined): TextDecoder {
  const [, header] = /charset\s*=\s*["']?([^\s;"']+)/iu.exec(contentType ?? "") ?? [];
  const text = beginning.toString("latin1", 0, prescanBytes).replace(/<!--.*?-->/gsu, "");
  const [, meta] = /<meta[^>]+charset\s*=\s*["']?([^\s;"'/>]+)/iu.exec(text) ?? [];
  // A page that says in ASCII that it is UTF-16 is not.
  const readable = meta?.replace(/^utf-16(?:le|be)?$/iu, "utf-8");
  for (const label of [byteOrderMark(beginning), header, readable, "utf-8"]) {
    const decoder = label === undefined ? undefined : openDecoder(label);
    if (decoder && (decoder.encoding !== "utf-8" || isUtf8(beginning))) return decoder;
  }
  return new TextDecoder("windows-1252");
}

function byteOrderMark(beginning: Buffer): string | undefined {
  const marks = { efbbbf: "utf-8", feff: "utf-16be", fffe: "utf-16le" };
  const hex = beginning.toString("hex", 0, 3);
  return Object.entries(marks).find(([mark]) => hex.startsWith(mark))?.[1];
}

function openDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

function isUtf8(beginning: Buffer): boolean {
  try {
    // The last character may go on.
    new TextDecoder("utf-8", { fatal: true }).decode(beginning, { stream: true });
    return true;
  } catch {
    return false;
  }
}
