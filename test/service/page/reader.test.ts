import { describe, expect, it } from "vitest";

import { priceWriter, readerOf, writeDay } from "../../../service/page/reader.ts";

const price = { amount: "1249.50", currency: "EUR" };
const noBreak = "\u00A0";

describe("Accept-Language", () => {
  it.each([
    [undefined, "en", "en"],
    ["", "en", "en"],
    ["*", "en", "en"],
    ["de", "de", "de"],
    ["de-CH,de;q=0.9,en;q=0.8", "de", "de-CH"],
    ["fr-FR,fr;q=0.9,de;q=0.5,en;q=0.1", "de", "fr-FR"],
    ["en;q=0.1, de;q=0.2", "de", "de"],
    ["de;q=0, en-GB", "en", "en-GB"],
    ["tlh, xx-YY", "en", "en"],
    ["ja", "en", "ja"],
    ["zh-Hant-TW", "en", "zh-Hant-TW"],
    ["de-u-nu-thai", "de", "de"],
    ["de;q=much", "en", "en"],
    [`${"x,".repeat(5000)}de`, "en", "en"],
  ])("%j chooses the words of %s and the numbers of %s", (header, language, locale) => {
    const reader = readerOf(header);
    expect({ language: reader.words.language, locale: reader.locale }).toEqual({ language, locale });
  });
});

describe("a price", () => {
  it.each([
    ["en", "€1,249.50"],
    ["de", `1.249,50${noBreak}€`],
    ["es-MX", `EUR${noBreak}1,249.50`],
    ["fr", `1\u202F249,50${noBreak}€`],
  ])("is written as in %s", (locale, written) => {
    expect(priceWriter(readerOf(locale))(price)).toBe(written);
  });

  it("is exact at any size, and in any currency", () => {
    const write = priceWriter(readerOf("en"));
    expect(write({ amount: "9007199254740993.01", currency: "USD" })).toBe("$9,007,199,254,740,993.01");
    expect(write({ amount: "1500", currency: "JPY" })).toBe("¥1,500");
    expect(write({ amount: "1.5", currency: "KWD" })).toBe(`KWD${noBreak}1.500`);
  });

  it("is shown as it is where it breaks the rules", () => {
    expect(priceWriter(readerOf("en"))({ amount: "cheap", currency: "<b>" })).toBe("cheap <b>");
  });
});

describe("a day", () => {
  it.each([
    ["en-US", "November 25, 2026"],
    ["en-GB", "25 November 2026"],
    ["de", "25. November 2026"],
    // Its words are English.
    ["fr", "November 25, 2026"],
  ])("is written in the words of the page, as in %s", (header, day) => {
    expect(writeDay(readerOf(header), "2026-11-25T23:59:59.999Z")).toBe(day);
  });
});
