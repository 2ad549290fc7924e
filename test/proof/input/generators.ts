import fc from "fast-check";

import type { GatewayEvent } from "../../../service/lambda.ts";
import { encodeCursor } from "../../../service/operations/cursor.ts";
import { hostileText } from "./hostile-text.ts";

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

/** Entity tags that fit, that do not, and what is none. */
export const ifMatch: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 9, arbitrary: fc.constant(undefined) },
  fc.nat({ max: 12 }).map((version) => `"${version}"`),
  fc.constantFrom("*", " *", '"1", "2","3"', 'W/"1"', "1", '"', ",", "", '"1', '"1", *', `"${"9".repeat(400)}"`),
  fc.string({ maxLength: 40 }),
);

/** Ids: of these wishes, and what is the id of none. */
export function wishId(known: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...known) },
    hostileText,
    fc.constantFrom("a".repeat(128), "a".repeat(129), "a".repeat(2049), "default#removed", "{id}", "../ours-1"),
  );
}

/** Who calls: two who come often, anybody, or a token that does not say. */
export const somebody: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("auth0|ada", "auth0|bob") },
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constant(undefined),
);

/** Base64 as the gateway makes it, base64 that it never would, and text. */
export function carry(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Pick<GatewayEvent, "body" | "isBase64Encoded">> {
  return bytes.chain((each) =>
    fc.constantFrom<Pick<GatewayEvent, "body" | "isBase64Encoded">>(
      { body: each.toString("base64"), isBase64Encoded: true },
      { body: each.toString("utf8"), isBase64Encoded: false },
      { body: each.toString("latin1"), isBase64Encoded: true },
      { body: each.toString("base64"), isBase64Encoded: false },
      { body: each.toString("base64").slice(0, -1), isBase64Encoded: true },
    ),
  );
}
