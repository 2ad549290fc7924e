import { Parser } from "htmlparser2";

import { webAddress, wishFields } from "../../service/wish.ts";
import { cutName, nameOfAddress } from "./plain-text.ts";

/** A wish as a bookmark says it; what makes no sense is left to the rules of the fields. */
export interface Bookmark {
  name: string;
  url: string;
  description?: string;
  createdAt?: string;
  tags?: string[];
}

interface Open {
  attributes: Record<string, string>;
  folders: readonly string[];
  name: string;
  description: string;
}

/** The folders that a browser has of its own, and nobody has chosen. */
const ownFolders = ["personal_toolbar_folder", "unfiled_bookmarks_folder"];

/**
 * Reads a file of bookmarks as browsers export it (Netscape's format).
 *
 * Folders and TAGS become tags, the time of the bookmark that of the wish.
 *
 * @param now milliseconds since 1970: a bookmark of later than that has no time
 */
export function readBookmarks(html: string, now: number): Bookmark[] {
  const bookmarks: Bookmark[] = [];
  /** Of each list that is open, the name of its folder. */
  const folders: (string | undefined)[] = [];
  let heading: { text: string; isOwn: boolean } | undefined;
  let open: Open | undefined;
  let write: ((text: string) => void) | undefined;
  const end = () => {
    if (open) bookmarks.push(finish(open, now));
    open = undefined;
    write = undefined;
  };
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === "dd") {
        const described = open;
        write = described && ((text) => (described.description += text));
        return;
      }
      if (["dt", "h3", "a", "dl"].includes(tag)) end();
      if (tag === "h3") {
        const begun = { text: "", isOwn: ownFolders.some((name) => name in attributes) };
        heading = begun;
        write = (text) => (begun.text += text);
      } else if (tag === "dl") {
        folders.push(heading?.isOwn ? undefined : heading?.text);
        heading = undefined;
      } else if (tag === "a") {
        const begun = { attributes, folders: folders.flatMap((each) => each ?? []), name: "", description: "" };
        open = begun;
        write = (text) => (begun.name += text);
      }
    },
    onclosetag(tag) {
      if (tag === "dl") {
        end();
        folders.pop();
      }
      if (tag === "a" || tag === "h3" || tag === "dd") write = undefined;
    },
    ontext: (text) => write?.(text),
    onend: end,
  });
  parser.end(html);
  return bookmarks;
}

function finish({ attributes, folders, name, description }: Open, now: number): Bookmark {
  const { href = "", add_date: added, tags = "" } = attributes;
  const title = cutName(name.trim().replace(/\s*[\n\r]\s*/gu, " "));
  const address = webAddress(href);
  // The line end and the indentation of what comes next are not part of it.
  const text = description.replace(/\r?\n[ \t]*$/u, "");
  const words = [...new Set([...tags.split(","), ...folders.toReversed()].map(asTag).filter(Boolean))];
  const createdAt = readTime(added, now);
  return {
    name: title === "" && address ? nameOfAddress(address) : title,
    url: href,
    ...(text !== "" && { description: text }),
    ...(createdAt !== undefined && { createdAt }),
    // The folders next to the bookmark say most about it.
    ...(words.length > 0 && { tags: words.slice(0, wishFields.tags.maxWords) }),
  };
}

/** `Gift ideas` becomes `gift-ideas`. */
function asTag(text: string): string {
  const words =
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return Array.from(words.join("-")).slice(0, wishFields.tags.maxCharacters).join("").replace(/-$/u, "");
}

/** Browsers write seconds; some other programs write milliseconds or microseconds. */
function readTime(text: string | undefined, now: number): string | undefined {
  const number = Number(text);
  if (!text || !Number.isFinite(number) || number <= 0) return undefined;
  const milliseconds = number < 1e11 ? number * 1000 : number < 1e14 ? number : number / 1000;
  return milliseconds <= now ? new Date(milliseconds).toISOString() : undefined;
}
