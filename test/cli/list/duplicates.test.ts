import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { normaliseAddress, onlyDuplicates } from "../../../cli/list/duplicates.ts";

const normalised = (text: string) => normaliseAddress(new URL(text));

describe("addresses of the same page", () => {
  it.each([
    ["http://shop.example/a", "https://shop.example/a"],
    ["https://SHOP.example/a", "https://www.shop.example:443/a"],
    ["http://shop.example:80/a/", "https://shop.example/a"],
    ["https://shop.example", "https://shop.example/"],
    ["https://shop.example/?size=M&colour=red", "https://shop.example/?colour=red&size=M"],
    ["https://shop.example/a?utm_source=x&UTM_Campaign=y&fbclid=1&gclid=2&id=7", "https://shop.example/a?id=7"],
    ["https://shop.example/a?fbclid=1", "https://shop.example/a"],
    ["https://shop.example/a#reviews", "https://shop.example/a"],
    ["https://shop.example/ä b?q=ä+b", "https://shop.example/%C3%A4%20b?q=%C3%A4%20b"],
  ])("are the same: %s and %s", (one, other) => {
    expect(normalised(one)).toBe(normalised(other));
  });

  it.each([
    ["https://shop.example/a", "https://shop.example/b"],
    ["https://shop.example/a", "https://shop.example/A"],
    ["https://shop.example/a?id=1", "https://shop.example/a?id=2"],
    ["https://shop.example/a?q=x%26y=z", "https://shop.example/a?q=x&y=z"],
    ["https://shop.example/a", "https://shop.example:8443/a"],
    ["https://shop.example/#/a", "https://shop.example/#/b"],
    ["https://shop.example/a", "https://a.shop.example/a"],
  ])("are told apart: %s and %s", (one, other) => {
    expect(normalised(one)).not.toBe(normalised(other));
  });

  it("stay the same when they are normalised once more, whatever the address", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        expect(normalised(`https://${normalised(text)}`)).toBe(normalised(text));
      }),
    );
  });
});

it("wishes that are on a list more than once stand together, in the order of the first of each", () => {
  const wishes = [
    { name: "Tea" },
    { name: "Kite", url: "https://shop.example/kite" },
    { name: "Once" },
    { name: "  TÉA " },
    { name: "A red kite", url: "http://www.shop.example/kite/?utm_source=mail" },
    { name: "Kite" },
  ];
  expect(onlyDuplicates(wishes)).toEqual([wishes[0], wishes[3], wishes[1], wishes[4], wishes[5]]);
});
