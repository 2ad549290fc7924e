import { TextDecoder } from "node:util";

/** Within so many bytes a page has to say in which encoding it is (HTML Standard, "Determining the character encoding"). */
const prescanBytes = 1024;

/**
 * Decodes a page by its byte order mark, its header, or its `meta` element; without them as UTF-8, or as windows-1252
 * where it cannot be that.
 *
 * What calls itself UTF-8 and is not, as can be seen from its beginning, is not taken for it.
 */
export async function* decodeText(
  chunks: AsyncIterable<Buffer>,
  contentType: string | undefined,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let beginning = Buffer.alloc(0);
  for await (const chunk of chunks) {
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
