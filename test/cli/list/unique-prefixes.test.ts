import * as fc from "fast-check";
import { expect, it } from "vitest";

import { uniquePrefixLengths } from "../../../cli/list/unique-prefixes.ts";

it("finds the shortest beginning that no other id has", () => {
  const ids = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 6 }));
  fc.assert(
    fc.property(ids, (ids) => {
      const others = (id: string) => ids.filter((other) => other !== id);
      for (const [id, length] of uniquePrefixLengths(ids)) {
        const isUnique = (units: number) => !others(id).some((other) => other.startsWith(id.slice(0, units)));
        expect(length === id.length || isUnique(length)).toBe(true);
        expect(length === 1 || !isUnique(length - 1)).toBe(true);
      }
      expect([...uniquePrefixLengths(ids).keys()].toSorted()).toEqual([...new Set(ids)].toSorted());
    }),
  );
});
