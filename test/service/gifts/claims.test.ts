import { describe, expect, it } from "vitest";

import { type Claim, type Claims, decide, letGo, mostClaims, mostReleased } from "../../../service/gifts/claims.ts";

const now = new Date("2026-11-22T10:00:00.000Z");
const wish = { id: "kite", name: "A kite", quantity: 999 };

/** So many claims of wishes that the number tells; without a yes where a time is given. */
function claims(count: number, wishOf: (n: number) => string, reservedUntil?: string): Claims {
  const claim = (n: number): Claim => ({
    wish: wishOf(n),
    name: "A kite",
    quantity: 1,
    claimedAt: "2026-11-22T09:00:00.000Z",
    ...(reservedUntil !== undefined && { reservedUntil }),
  });
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`claim-${n}`, claim(n)]));
}

const kept = (claims: Claims) => ({ claims, released: [] });
const wanted = { id: "new", wishId: "kite", wish, quantity: 1, isYes: false };
const ask = (before: Claims) => decide(kept(before), wanted, now);

describe("one more claim", () => {
  it("is the last one at 100 of a wish", () => {
    const { ofWish } = mostClaims;
    expect(ask(claims(ofWish - 1, () => "kite"))).toHaveProperty("change");
    expect(ask(claims(ofWish, () => "kite"))).toBe("taken");
    expect(ask(claims(ofWish, () => "socks"))).toHaveProperty("change");
  });

  it("is the last one at 500 of a list", () => {
    const { ofList } = mostClaims;
    expect(ask(claims(ofList - 1, String))).toHaveProperty("change");
    expect(ask(claims(ofList, String))).toBe("taken");
  });

  it("comes in place of reservations that have ended, and clears 100 of them", () => {
    const ended = claims(mostClaims.ofList, () => "kite", now.toISOString());
    expect(ask(ended)).toMatchObject({ change: { remove: Object.keys(ended).slice(0, 100) } });
    expect(ask(claims(mostClaims.ofList, String, "2026-11-22T10:00:00.001Z"))).toBe("taken");
  });

  it("is the late yes of a reservation that has ended only while enough are wanted", () => {
    const [ended] = Object.values(claims(1, () => "kite", now.toISOString()));
    const sayYes = (quantity: number) =>
      decide(
        kept({ own: { ...ended!, quantity: 3 } }),
        { ...wanted, id: "own", wish: { ...wish, quantity }, quantity: 3, isYes: true },
        now,
      );
    expect(sayYes(3)).toHaveProperty("change");
    expect(sayYes(2)).toBe("taken");
  });

  it("is never one that was let go, as long as fewer than 200 others were let go since", () => {
    const ids = Array.from({ length: mostReleased }, (_, n) => `claim-${n}`);
    const { released = [] } = letGo({ claims: {}, released: ["new", ...ids.slice(1)] }, "last");
    expect(released).toEqual([...ids.slice(1), "last"]);
    expect(decide({ claims: {}, released }, wanted, now)).toHaveProperty("change");
    expect(decide({ claims: {}, released: ["new", ...ids.slice(1)] }, wanted, now)).toBe("used");
  });

  it("fits into an item of the table with all others, each as large as it can be", () => {
    const largest: Claim = {
      wish: "i".repeat(128),
      name: "🎁".repeat(60),
      quantity: 999,
      claimedAt: now.toISOString(),
      from: "🎁".repeat(40),
    };
    // Names of attributes and values count (DynamoDB developer guide, "Item sizes"), which JSON has a little more of.
    const bytes = Buffer.byteLength(JSON.stringify({ ["h".repeat(43)]: largest })) * mostClaims.ofList;
    expect(bytes + 46 * mostReleased).toBeLessThan(400 * 1024 - 2048);
  });
});
