import * as fc from "fast-check";
import { expect, it } from "vitest";

import { claimsOf, parseUserName, subjectOf } from "../../../../infra/local/issuer/account.ts";

it("reads back from a subject the name that it was made of", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 70 }), (text) => {
      const parsed = parseUserName(text);
      if (!parsed.ok) return;
      expect(claimsOf(subjectOf(parsed.userName)).name).toBe(parsed.userName);
      expect(parseUserName(parsed.userName)).toEqual(parsed);
    }),
  );
});

it("takes spellings that look the same for the same person", () => {
  expect(parseUserName("  Zo\u0065\u0308   K ")).toEqual({ ok: true, userName: "Zoë K" });
});
