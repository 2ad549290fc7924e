import fc from "fast-check";

import { encodeCursor } from "../../../service/operations/cursor.ts";

const between = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n));

/** C0, DEL, C1, and the bidirectional controls. */
const forbiddenCharacters = [
  ...between(0x00, 0x1f),
  ...between(0x7f, 0x9f),
  "\u061C",
  ...between(0x200e, 0x200f),
  ...between(0x202a, 0x202e),
  ...between(0x2066, 0x2069),
];

/** Text with what breaks programs: controls, marks, halves of characters, other scripts, and long ones. */
const hostileText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(...forbiddenCharacters).map((character) => `gnp.${character}exe`),
  fc.constantFrom(
    "",
    " ",
    "\t",
    "a\nb",
    "a\r\nb",
    "\u0000",
    "\u001B[31mred\u001B[0m",
    "\u007F",
    "\u009Bm",
    "\u2028",
    "gnp.\u202Eexe",
    "\u2066hidden\u2069",
    "\u200Fright",
    "\uFEFFmark",
    "\uFFFD",
    "half \uD83C",
    "\uDF81 half",
    "e\u0301",
    "\u212B",
    "\u1E9B\u0323",
    "\uAC00\u11A8",
    "__proto__",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1/a}",
    "'; DROP TABLE wishes; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
  ),
  fc
    .tuple(fc.constantFrom("a", "é", "e\u0301", "🎁", "👩‍👩‍👧‍👦", "\u0300"), fc.constantFrom(199, 200, 201, 2000, 2001, 2049))
    .map(([letter, times]) => letter.repeat(times)),
);

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    "http://a",
    "HTTPS://EXAMPLE.ORG",
    "https://user@example.org",
    "https://user:pw@example.org",
    "https://@example.org",
    "https://:@example.org",
    "https://example.org\\@evil.example",
    "https:/example.org",
    "https:example.org",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org",
    "http://[::1]/",
    "http://[",
    "http://example.org:99999",
    "http://exa mple.org",
    "https://example.org/\u202E",
    "https://münchen.example/ü?ö=ä#ß",
    " https://example.org ",
    `https://example.org/${"a".repeat(2048)}`,
  ),
  hostileText,
);

/** Mostly a wish, with anything in its fields, and fields that a wish does not have. */
const wishLike = fc.record(
  {
    name: fc.oneof({ weight: 6, arbitrary: hostileText }, fc.jsonValue()),
    description: fc.oneof({ weight: 6, arbitrary: hostileText }, fc.jsonValue()),
    url: fc.oneof({ weight: 6, arbitrary: address }, fc.jsonValue()),
    id: fc.constant("mine"),
    list: fc.constant("theirs"),
    addedBy: fc.constant("auth0|somebody-else"),
    createdAt: fc.constant("1970-01-01T00:00:00.000Z"),
  },
  { requiredKeys: [] },
);

/** A wish but for what stands in one of its fields. */
const nearlyWish = fc.oneof(
  hostileText.map((name) => ({ name })),
  hostileText.map((description) => ({ name: "Kite", description })),
  address.map((url) => ({ name: "Kite", url })),
);

const plainWish = fc.record({ name: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }) });

/** Nests up to 8,000 deep, as an array, an object, or the name of a wish. */
const nested = fc
  .tuple(fc.nat({ max: 8000 }), fc.constantFrom<[string, string]>(["[", "]"], ['{"name":', "}"]), fc.boolean())
  .map(([depth, [open, close], inName]) => {
    const text = open.repeat(depth) + (open === "[" ? "" : "1") + close.repeat(depth);
    return inName ? `{"name":${text || 1}}` : text;
  });

const jsonText = fc.oneof(
  { weight: 6, arbitrary: nearlyWish.map((wish) => JSON.stringify(wish)) },
  { weight: 3, arbitrary: wishLike.map((wish) => JSON.stringify(wish)) },
  { weight: 3, arbitrary: plainWish.map((wish) => JSON.stringify(wish)) },
  fc.json(),
  nested,
  fc.constantFrom(
    "",
    " ",
    "null",
    '{"name":"a","name":"b"}',
    '{"__proto__":{"name":"a"}}',
    '{"name":"a","__proto__":1}',
    '{"constructor":{"prototype":{}},"name":"a"}',
    '{"name":1e999}',
    '{"name":"\\ud800"}',
    '{"name":"a"} ',
    '{"name":"a"}{"name":"b"}',
    "{'name':'a'}",
    '{"name":"a",}',
    "NaN",
  ),
);

/** The bytes of a body: JSON in some encoding, whole or damaged, or no JSON at all. */
export const bodyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 8, arbitrary: jsonText.map((text) => Buffer.from(text)) },
  jsonText.map((text) => Buffer.from(text, "utf16le")),
  jsonText.map((text) => Buffer.from(text, "latin1")),
  jsonText.map((text) => Buffer.from(`\uFEFF${text}`)),
  fc.tuple(jsonText, fc.nat()).map(([text, at]) => Buffer.from(text).subarray(0, at % (text.length + 1))),
  fc.tuple(jsonText, fc.nat(), fc.nat({ max: 255 })).map(([text, at, byte]) => {
    const bytes = Buffer.from(`${text} `);
    bytes[at % bytes.length] = byte;
    return bytes;
  }),
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(plainWish, fc.constantFrom(16_383, 16_384, 16_385, 100_000))
    .map(([wish, length]) => Buffer.from(JSON.stringify(wish).padEnd(length))),
);

export const contentType: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant("application/json") },
  fc.constantFrom(
    undefined,
    "",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-16",
    "APPLICATION/JSON",
    "application/json, text/plain",
    "application/jsonp",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain; charset=iso-8859-1",
    "image/png",
    "/",
    ";",
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 30 }),
);

export const idempotencyKey: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  // Few, so that some come again with another wish.
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "key-1", "_", "-", "0") },
  fc.string({ unit: "grapheme-ascii", maxLength: 80 }),
  fc.constantFrom("a".repeat(64), "a".repeat(65), "a,b", "../a", "a b"),
);

const anyTime = fc.constantFrom("2026-11-22T10:00:00.000Z", "0000-00-00T00:00:00.000Z", "9999-99-99T99:99:99.999Z");

/** Cursors: given out, cut, with a letter changed, forged for any place, or no cursors. `known` are places of any list. */
export function cursor(known: { id: string; createdAt: string }[]): fc.Arbitrary<string> {
  const given = fc.constantFrom(...known).map(encodeCursor);
  return fc.oneof(
    given,
    fc.tuple(given, fc.nat()).map(([text, at]) => text.slice(0, at % text.length)),
    fc.tuple(given, fc.nat(), fc.constantFrom("A", "_", "=", "%", "é", ".")).map(([text, at, letter]) => {
      const index = at % text.length;
      return text.slice(0, index) + letter + text.slice(index + 1);
    }),
    fc.record({ createdAt: anyTime, id: fc.stringMatching(/^[!-~]{1,128}$/u) }).map(encodeCursor),
    fc.record({ createdAt: fc.string(), id: fc.string() }).map(encodeCursor),
    fc.record({ createdAt: fc.constantFrom("", "9".repeat(1100)), id: fc.constantFrom("a", "") }).map(encodeCursor),
    fc.record({ createdAt: anyTime, id: fc.constantFrom("a".repeat(129), "a".repeat(2100)) }).map(encodeCursor),
    fc
      .oneof(
        fc.jsonValue(),
        fc.tuple(fc.constant("theirs"), anyTime, fc.string()),
        fc.record({ list: fc.constant("theirs"), id: fc.string(), createdAt: anyTime }),
      )
      .map((value) => Buffer.from(JSON.stringify(value)).toString("base64url")),
    fc.string({ maxLength: 300 }),
  );
}

export const limit: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: -2, max: 1003 }).map(String),
  fc.double().map(String),
  fc.constantFrom("", "0", "00", "0x10", "1e3", "1,1", "1 ", "+1", "٣", "999999999999999999999", "NaN", "null", "true"),
  fc.string({ maxLength: 20 }),
);
