import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseNewWish, parseWishChange, wishFields } from "../../service/wish.ts";

function errorsOf(value: unknown): string[] {
  const parsed = parseNewWish(value);
  return parsed.ok ? [] : parsed.errors.map(({ field, message }) => `${field}: ${message}`);
}

function accepted(value: unknown): unknown {
  const parsed = parseNewWish(value);
  return parsed.ok ? parsed.wish : parsed.errors;
}

describe("a new wish", () => {
  it("needs nothing but a name", () => {
    expect(accepted({ name: "Bicycle" })).toEqual({ name: "Bicycle" });
  });

  it("keeps name, description and url", () => {
    const wish = { name: "Bicycle", description: "Red,\nwith\ta bell", url: "https://example.org/b?id=1#top" };
    expect(accepted(wish)).toEqual(wish);
  });

  it("is taken the same however many were taken before", () => {
    const wish = { name: "Bicycle", url: "https://fahrräder.example/größe" };
    const refused = Array.from({ length: 20_000 }, () => accepted(wish)).filter((each) => Array.isArray(each));
    expect(refused).toEqual([]);
  });

  it("trims name and url, and takes an empty description or url as absent", () => {
    expect(accepted({ name: "  Kite ", url: " http://example.org ", description: "" })).toEqual({
      name: "Kite",
      url: "http://example.org",
    });
    expect(accepted({ name: "Kite", url: "  ", description: " \n " })).toEqual({ name: "Kite" });
    expect(accepted({ name: "Kite", description: "\u200b\n\u2800" })).toEqual({ name: "Kite" });
  });

  it("puts text into NFC and line breaks into \\n", () => {
    expect(accepted({ name: "Cafe\u0301", description: "one\r\ntwo\rthree" })).toEqual({
      name: "Caf\u00e9",
      description: "one\ntwo\nthree",
    });
  });

  it("keeps characters without a look where there is something to see", () => {
    const family = "\u{1f468}\u200d\u{1f467}\ufe0f";
    expect(accepted({ name: family, description: "soft\u00adhyphen" })).toEqual({
      name: family,
      description: "soft\u00adhyphen",
    });
  });

  it("counts characters, not UTF-16 units", () => {
    const { maxCharacters } = wishFields.name;
    expect(errorsOf({ name: "🎁".repeat(maxCharacters) })).toEqual([]);
    expect(errorsOf({ name: "🎁".repeat(maxCharacters + 1) })).toEqual([
      "name: Name must not be longer than 200 characters.",
    ]);
  });

  it.each<readonly [unknown, unknown]>([
    [{}, "name: Name is required."],
    [{ name: "   " }, "name: Name must not be empty."],
    [{ name: 7 }, "name: Name must be text."],
    [{ name: null }, "name: Name must be text."],
    [{ name: "two\nlines" }, "name: Name must be one line."],
    [{ name: "two\u2028lines" }, "name: Name must be one line."],
    [{ name: "tab\there" }, "name: Name must not hold control characters."],
    [{ name: "esc\u001b[31m" }, "name: Name must not hold control characters."],
    [{ name: "del\u007f" }, "name: Name must not hold control characters."],
    [{ name: "csi\u009b" }, "name: Name must not hold control characters."],
    [{ name: "gnp.\u202eexe" }, "name: Name must not hold control characters."],
    [{ name: "\u2066isolated\u2069" }, "name: Name must not hold control characters."],
    [{ name: "\u200b" }, "name: Name must hold a character that can be seen."],
    [{ name: "\u3164" }, "name: Name must hold a character that can be seen."],
    [{ name: "\u2800 \u2800" }, "name: Name must hold a character that can be seen."],
    [{ name: "\ufe0f\u{e0061}\u00ad" }, "name: Name must hold a character that can be seen."],
    [{ name: "half \ud83c" }, "name: Name is not valid Unicode."],
    [{ name: "n", description: "bell\u0007" }, "description: Description must not hold control characters."],
    [
      { name: "n", description: "d".repeat(2001) },
      "description: Description must not be longer than 2,000 characters.",
    ],
    [{ name: "n", description: ["d"] }, "description: Description must be text."],
    [{ name: "n", url: "example.org" }, "url: Url must be a complete http:// or https:// address."],
    [{ name: "n", url: "javascript:alert(1)" }, "url: Url must be a complete http:// or https:// address."],
    [{ name: "n", url: "http:example.org" }, "url: Url must be a complete http:// or https:// address."],
    [{ name: "n", url: "https://" }, "url: Url must be a complete http:// or https:// address."],
    [{ name: "n", url: "https://me:pw@example.org" }, "url: Url must not hold a user name or password."],
    [{ name: "n", url: "https://example.org/a b" }, "url: Url must not hold spaces or control characters."],
    [{ name: "n", url: "https://example.org/\u202e" }, "url: Url must not hold spaces or control characters."],
    [
      { name: "n", url: `https://example.org/${"a".repeat(2048)}` },
      "url: Url must not be longer than 2,048 characters.",
    ],
    [
      { name: "n", colour: 3 },
      'colour: Unknown field "colour". A wish has name, url, description, createdAt, price, priority, quantity, tags, list.',
    ],
    ...["id", "status", "updatedAt", "version"].map(
      (name) => [{ name: "n", [name]: "mine" }, expect.stringMatching(`^${name}: Unknown field`) as string] as const,
    ),
    [{ name: "n", priority: "highest" }, "priority: Priority must be one of high, low."],
    [{ name: "n", quantity: 1000 }, "quantity: Quantity must be a whole number from 1 to 999."],
    [
      { name: "n", price: "39.90" },
      expect.stringMatching(/^price: Price must be an amount with its currency/u) as string,
    ],
    [{ name: "n", tags: ["a b"] }, expect.stringMatching(/^tags: Tags must hold words of 1 to 32/u) as string],
    [[{ name: "n" }], ": A wish is a JSON object."],
    ["n", ": A wish is a JSON object."],
    [null, ": A wish is a JSON object."],
  ])("refuses %j", (value, message) => {
    expect(errorsOf(value)).toEqual([message]);
  });

  it("reports every broken rule at once", () => {
    expect(errorsOf({ description: 1, url: "ftp://x", extra: true })).toHaveLength(4);
  });

  it("takes what it gave out once more, unchanged", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(fc.record({ name: text, description: text }), (value) => {
        const first = parseNewWish(value);
        fc.pre(first.ok);
        expect(parseNewWish(first.wish)).toEqual(first);
      }),
    );
  });
});

describe("a change of a wish", () => {
  it("sets what it names, and clears what is null or empty", () => {
    expect(parseWishChange({ name: " Kite ", price: null, url: "", tags: [], status: "got" })).toEqual({
      ok: true,
      change: { set: { name: "Kite", status: "got" }, clear: ["url", "price", "tags"] },
    });
    expect(parseWishChange({})).toEqual({ ok: true, change: { set: {}, clear: [] } });
  });

  it.each<[unknown, unknown]>([
    [{ name: null }, "name: Name must not be empty."],
    [{ name: " " }, "name: Name must not be empty."],
    [{ status: null }, "status: Status must not be empty."],
    [{ status: "removed" }, "status: Status must be one of wanted, got."],
    [
      { createdAt: "2026-11-22T10:00:00.000Z" },
      expect.stringMatching(/^createdAt: Unknown field "createdAt"\. A wish has name/u),
    ],
    [{ version: 3 }, expect.stringMatching(/^version: Unknown field/u)],
    [[], ": A wish is a JSON object."],
  ])("refuses %j", (value, message) => {
    const parsed = parseWishChange(value);
    expect(parsed.ok ? [] : parsed.errors.map((error) => `${error.field}: ${error.message}`)).toEqual([message]);
  });
});
