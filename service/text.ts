// What text must be like, and in which form it is kept.

/** Takes what is wrong with a value, as the rest of a sentence about the field: `must be text.` */
export type Fail = (problem: string) => undefined;

// Bidirectional controls (UAX #9) can make a text read as something that it is not.
const bidirectionalControls = "\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";
export const controlCharacter = new RegExp(`[\\u0000-\\u001F\\u007F-\\u009F${bidirectionalControls}]`, "u");
export const controlInLines = new RegExp(
  `[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F${bidirectionalControls}]`,
  "u",
);
export const lineBreak = /[\n\r\u2028\u2029]/u;

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Reads text in NFC; anything but well-formed text is reported. */
export function readText(value: unknown, fail: Fail): string | undefined {
  if (!isText(value)) fail("must be text.");
  else if (!value.isWellFormed()) fail("is not valid Unicode.");
  else return value.normalize("NFC");
  return undefined;
}

/**
 * Whether nothing of a text can be seen: only white space, characters to which Unicode gives no look (UAX #44,
 * Default_Ignorable_Code_Point), and the blank pattern of Braille.
 */
export function isInvisible(text: string): boolean {
  return ofCharacters("[\\p{Default_Ignorable_Code_Point}\\s\\u2800]*").test(text);
}

/** Whether a text is nothing but letters, with their marks, digits and hyphens. */
export function isWord(text: string): boolean {
  return ofCharacters("[\\p{L}\\p{M}\\p{N}-]+").test(text);
}

/** Not a literal: V8 looks Unicode's properties up as soon as it reads one, which is at every start. */
function ofCharacters(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, "u");
}

export function checkLength(text: string, maxCharacters: number, fail: Fail): void {
  // A string has at least as many UTF-16 units as code points, so most texts need no counting.
  if (text.length > maxCharacters && Array.from(text).length > maxCharacters) {
    fail(`must not be longer than ${maxCharacters.toLocaleString("en")} characters.`);
  }
}

export function checkUrl(text: string, fail: Fail): void {
  if (/\s/u.test(text) || controlCharacter.test(text)) {
    fail("must not hold spaces or control characters.");
    return;
  }
  const url = /^https?:\/\//iu.test(text) ? webAddress(text) : undefined;
  if (!url) fail("must be a complete http:// or https:// address.");
  else if (url.username || url.password) fail("must not hold a user name or password.");
}

/**
 * Reads an address that a browser may be sent to.
 *
 * `URL.canParse` is not asked: on Node.js 20 and 22 it turns letters such as ä down once it has been optimised, after a
 * few thousand calls.
 *
 * @returns `undefined` for anything but http and https: it could start another program, or run as a script
 */
export function webAddress(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  try {
    const url = new URL(text);
    return /^https?:$/u.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
