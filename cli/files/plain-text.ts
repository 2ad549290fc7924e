import { webAddress, wishFields } from "../../service/wish.ts";

/** Reads a line that is the address of a wish, or else its name. */
export function readPlainLine(line: string): { name: string; url?: string } {
  const text = line.trim();
  const address = /^https?:\/\//iu.test(text) ? webAddress(text) : undefined;
  return address ? { name: nameOfAddress(address), url: text } : { name: text };
}

/** Makes a name for what only has an address: host and path, as a person would read them. */
export function nameOfAddress({ host, pathname }: URL): string {
  return cutName(`${host.replace(/^www\./u, "")}${decodePath(pathname.replace(/\/+$/u, ""))}`);
}

/** Cuts a text to what the name of a wish may have. */
export function cutName(text: string): string {
  const { maxCharacters } = wishFields.name;
  const characters = Array.from(text);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join("")}…` : text;
}

function decodePath(path: string): string {
  try {
    const decoded = decodeURI(path);
    return /[\p{C}\p{Z}]/u.test(decoded) ? path : decoded;
  } catch {
    return path;
  }
}
