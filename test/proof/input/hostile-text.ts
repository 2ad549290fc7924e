import fc from "fast-check";

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
export const hostileText = fc.oneof(
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

export const address = fc.oneof(
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
