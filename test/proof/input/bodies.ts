import fc from "fast-check";

import { address, hostileText } from "./hostile-text.ts";

const amount = fc.oneof(
  fc.record({
    amount: fc.oneof(
      fc.constantFrom("0", "39.90", "1.234", "1.", ".5", "-1", "+1", "1e3", "٣", " 1", "9".repeat(15), "9".repeat(16)),
      hostileText,
    ),
    currency: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("EUR", "JPY", "KWD", "eur", "EURO", "", "__proto__") },
      hostileText,
    ),
  }),
  fc.constantFrom({ amount: "1" }, { amount: 1, currency: "EUR" }, { amount: "1", currency: "EUR", rate: "2" }),
);

const word = fc.constantFrom("Sport", "sport", "RED", "T\u0308", "\u1e97", "İ", "Σ", "-", "a".repeat(32));

const tags = fc.oneof(
  fc.array(word, { maxLength: 3 }),
  fc.array(fc.oneof(word, fc.constantFrom("a b", "", "a".repeat(33)), hostileText), { maxLength: 12 }),
);

const quantity = fc.oneof(
  fc.integer({ min: -2, max: 1001 }),
  fc.double({ noNaN: true }),
  fc.constantFrom("1", true, {}),
);

const otherFields = {
  price: fc.oneof({ weight: 6, arbitrary: amount }, fc.jsonValue()),
  priority: fc.oneof({ weight: 6, arbitrary: fc.constantFrom("high", "low", "HIGH", "") }, fc.jsonValue()),
  quantity: fc.oneof({ weight: 6, arbitrary: quantity }, fc.jsonValue()),
  tags: fc.oneof({ weight: 6, arbitrary: tags }, fc.jsonValue()),
};

/** Mostly a wish, with anything in its fields, and fields that a wish does not have. */
const wishLike = fc.record(
  {
    name: fc.oneof({ weight: 6, arbitrary: hostileText }, fc.jsonValue()),
    description: fc.oneof({ weight: 6, arbitrary: hostileText }, fc.jsonValue()),
    url: fc.oneof({ weight: 6, arbitrary: address }, fc.jsonValue()),
    id: fc.constant("mine"),
    list: fc.constant("nobodys"),
    addedBy: fc.constant("auth0|somebody-else"),
    createdAt: fc.constantFrom(
      "1970-01-01T00:00:00.000Z",
      "9999-12-31T23:59:59.999Z",
      "2026-02-30T00:00:00.000Z",
      "now",
    ),
    updatedAt: fc.constant("1970-01-01T00:00:00.000Z"),
    version: fc.constant(7),
    ...otherFields,
  },
  { requiredKeys: [] },
);

/** What could be a change: mostly of few fields, some of them taken away. */
const changeLike = fc.record(
  {
    name: fc.oneof({ weight: 3, arbitrary: hostileText }, fc.constant(null)),
    description: fc.oneof(hostileText, fc.constant(null)),
    url: fc.oneof(address, fc.constant(null)),
    status: fc.constantFrom("wanted", "got", "removed", "default#removed", null),
    ...otherFields,
  },
  { requiredKeys: [] },
);

/** A change of one field, or of two. */
const nearlyChange = fc.tuple(changeLike, fc.nat(), fc.nat()).map(([change, first, second]) => {
  const entries = Object.entries(change);
  return Object.fromEntries(entries.filter((_, n) => n === first % entries.length || n === second % entries.length));
});

/** A wish but for what stands in one of its fields. */
const nearlyWish = fc.oneof(
  hostileText.map((name) => ({ name })),
  hostileText.map((description) => ({ name: "Kite", description })),
  address.map((url) => ({ name: "Kite", url })),
  fc.record(otherFields, { requiredKeys: [] }).map((fields) => Object.assign({ name: "Kite" }, fields)),
);

const plainWish = fc.record({ name: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }) });

/** Nests up to 8,000 deep, as an array, an object, or the name of a wish. */
const nested = fc
  .tuple(fc.nat({ max: 8000 }), fc.constantFrom<[string, string]>(["[", "]"], ['{"name":', "}"]), fc.boolean())
  .map(([depth, [open, close], inName]) => {
    const text = open.repeat(depth) + (open === "[" ? "" : "1") + close.repeat(depth);
    return inName ? `{"name":${text || 1}}` : text;
  });

const jsonText = (likely: fc.Arbitrary<object>) =>
  fc.oneof(
    { weight: 6, arbitrary: likely.map((wish) => JSON.stringify(wish)) },
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
const bytesOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 8, arbitrary: text.map((json) => Buffer.from(json)) },
    text.map((json) => Buffer.from(json, "utf16le")),
    text.map((json) => Buffer.from(json, "latin1")),
    text.map((json) => Buffer.from(`\uFEFF${json}`)),
    fc.tuple(text, fc.nat()).map(([json, at]) => Buffer.from(json).subarray(0, at % (json.length + 1))),
    fc.tuple(text, fc.nat(), fc.nat({ max: 255 })).map(([json, at, byte]) => {
      const bytes = Buffer.from(`${json} `);
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(plainWish, fc.constantFrom(16_383, 16_384, 16_385, 100_000))
      .map(([wish, length]) => Buffer.from(JSON.stringify(wish).padEnd(length))),
  );

/** The body of a request that adds. */
export const bodyBytes = bytesOf(jsonText(nearlyWish));

/** What brings a wish back, and other bodies that say nothing but a change. */
const goodChange = fc.oneof(fc.constantFrom({ status: "wanted" }, { status: "got" }, {}), nearlyChange);

/** The body of a request that changes, as text; and any bytes. */
export const changeText = goodChange.map((change) => JSON.stringify(change));
export const changeBytes = bytesOf(jsonText(nearlyChange));
