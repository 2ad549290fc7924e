import * as fc from "fast-check";
import { expect, it } from "vitest";

import { safeText } from "../../../cli/output/safe-text.ts";

it.each([
  ["an escape sequence", "\u001B[31mred", "\\u001b[31mred"],
  ["C1, which some terminals obey", "\u009B2J", "\\u009b2J"],
  ["delete and a line break", "a\u007Fb\nc", "a\\u007fb\\u000ac"],
  ["a bidirectional override", "\u202Egnp.exe", "\\u202egnp.exe"],
  ["zero-width characters", "pass\u200Bword\uFEFF", "pass\\u200bword\\ufeff"],
  ["fillers that look like nothing", "a\u3164\u115Fb", "a\\u3164\\u115fb"],
  ["a tag character", "\u{E0041}", "\\udb40\\udc41"],
  ["a lone surrogate", "\uD800", "\\ud800"],
])("shows %s", (_, text, shown) => {
  expect(safeText(text)).toBe(shown);
});

it.each(["Grüße", "お茶 🍵", "👨‍👩‍👧", "🏳️‍🌈", "👩🏽‍🚀", "e\u0301", "1️⃣ 🇨🇭", "☎️ ☎︎"])("leaves %s as it is", (text) => {
  expect(safeText(text)).toBe(text);
});

it("shows a joiner that joins no emoji", () => {
  expect(safeText("a\u200Db 👩\u200D")).toBe("a\\u200db 👩\\u200d");
});

it("changes nothing the second time, and keeps JSON the same JSON", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const once = safeText(text);
      expect(safeText(once)).toBe(once);
      expect(JSON.parse(safeText(JSON.stringify(text)))).toBe(text);
    }),
  );
});
