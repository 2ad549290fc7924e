/** A wish as everybody may read it. `createdAt` is ISO 8601 UTC with milliseconds. */
export interface Wish {
  id: string;
  name: string;
  description?: string;
  url?: string;
  createdAt: string;
}

/** What a person says about a wish; the service adds the rest. */
export type NewWish = Pick<Wish, "name" | "description" | "url">;

/** One broken rule, in words a person can act on. */
export interface FieldError {
  field: string;
  message: string;
}

export type ParsedWish = { ok: true; wish: NewWish } | { ok: false; errors: FieldError[] };

/** The longest texts accepted, counted in Unicode code points. */
export const wishLimits = {
  nameCharacters: 200,
  descriptionCharacters: 2000,
  urlCharacters: 2048,
} as const;

const newWishFields = ["name", "description", "url"] as const;

// Bidirectional controls (UAX #9) can make a text read as something it is not.
const bidirectionalControls = "\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";
const controlCharacter = new RegExp(`[\\u0000-\\u001F\\u007F-\\u009F${bidirectionalControls}]`, "u");
const controlCharacterInLines = new RegExp(
  `[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F${bidirectionalControls}]`,
  "u",
);
const lineBreak = /[\n\r\u2028\u2029]/u;

/**
 * Checks an unknown value against the rules of a new wish, and puts its text into the form that is kept.
 *
 * Text becomes NFC, name and url are trimmed, line breaks in a description become `\n`. An empty description or url
 * counts as absent. Every broken rule is reported, not only the first. Accepting what it returned once more changes
 * nothing.
 */
export function parseNewWish(value: unknown): ParsedWish {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { ok: false, errors: [{ field: "", message: "A wish is a JSON object." }] };
  }
  const input = value as Record<string, unknown>;
  const errors: FieldError[] = [];
  const fail = (field: string, message: string) => void errors.push({ field, message });

  for (const field of Object.keys(input)) {
    if (!(newWishFields as readonly string[]).includes(field)) {
      fail(field, `Unknown field. A wish has ${newWishFields.join(", ")}.`);
    }
  }
  const name = readText(input, "name", fail)?.trim();
  if (name !== undefined) checkName(name, fail);
  else if (input["name"] === undefined) fail("name", "Name is required.");

  const description = readText(input, "description", fail)?.replace(/\r\n?/gu, "\n");
  if (description !== undefined) checkDescription(description, fail);

  const url = readText(input, "url", fail)?.trim();
  if (url) checkUrl(url, fail);

  if (errors.length > 0 || name === undefined) return { ok: false, errors };
  return {
    ok: true,
    wish: { name, ...(description?.trim() ? { description } : {}), ...(url ? { url } : {}) },
  };
}

type Fail = (field: string, message: string) => void;

/** Reads one text field in NFC; absent is `undefined`, anything but well-formed text is reported. */
function readText(input: Record<string, unknown>, field: string, fail: Fail): string | undefined {
  const value = input[field];
  if (value === undefined) return undefined;
  if (typeof value !== "string") {
    fail(field, `${label(field)} must be text.`);
    return undefined;
  }
  if (!isWellFormed(value)) {
    fail(field, `${label(field)} is not valid Unicode.`);
    return undefined;
  }
  return value.normalize("NFC");
}

function checkName(name: string, fail: Fail): void {
  if (name === "") fail("name", "Name must not be empty.");
  if (lineBreak.test(name)) fail("name", "Name must be one line.");
  else if (controlCharacter.test(name)) fail("name", "Name must not hold control characters.");
  checkLength("name", name, wishLimits.nameCharacters, fail);
}

function checkDescription(description: string, fail: Fail): void {
  if (controlCharacterInLines.test(description)) {
    fail("description", "Description must not hold control characters.");
  }
  checkLength("description", description, wishLimits.descriptionCharacters, fail);
}

function checkUrl(url: string, fail: Fail): void {
  checkLength("url", url, wishLimits.urlCharacters, fail);
  if (/\s/u.test(url) || controlCharacter.test(url)) {
    fail("url", "Url must not hold spaces or control characters.");
    return;
  }
  const parsed = /^https?:\/\//iu.test(url) ? parseUrl(url) : undefined;
  if (!parsed) fail("url", "Url must be a complete http:// or https:// address.");
  else if (parsed.username || parsed.password) fail("url", "Url must not hold a user name or password.");
}

function checkLength(field: string, text: string, limit: number, fail: Fail): void {
  // A string has at least as many UTF-16 units as code points, so most texts need no counting.
  if (text.length > limit && Array.from(text).length > limit) {
    fail(field, `${label(field)} must not be longer than ${limit.toLocaleString("en")} characters.`);
  }
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** `String.prototype.isWellFormed` for the ES2023 library: no lone surrogates. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function label(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}
