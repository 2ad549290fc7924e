import pMap from "p-map";

import type { DynamoDbPlace } from "../../infra/local/function/environment.ts";
import type { Wish } from "../../service/wish.ts";
import { storedWish } from "./stored-wish.ts";
import { storeOn } from "./table.ts";

type Said = Partial<Wish> & Pick<Wish, "name">;

/** A list as a family has it; the first is the newest. */
export const usualWishes: readonly Said[] = [
  {
    name: "A red bicycle",
    url: "https://example.org/bicycles/red",
    description: "26 inches, with a basket in front.\nThe blue one would be lovely, too.",
    price: { amount: "349", currency: "EUR" },
    priority: "high",
    tags: ["outdoor", "sport"],
  },
  {
    name: "Two seats at the opera",
    description: "Side by side, and not behind a column.",
    price: { amount: "180", currency: "EUR" },
    quantity: 2,
  },
  { name: "寿司 for everybody 🍣", url: "https://bücher.example/sushi?people=12", tags: ["food"] },
  { name: "Woollen socks", description: "Size 43. Any colour but beige.", quantity: 3 },
  { name: "كتاب عن النجوم", url: "https://example.net/books/stars", price: { amount: "24.50", currency: "USD" } },
];

/** Texts as long as they may be, some of them without a place to break. */
const longestNames = [
  "W".repeat(200),
  "寿".repeat(200),
  "👨‍👩‍👧 ".repeat(33).slice(0, 200).trim(),
  "Ein Wunsch ".repeat(18).trim(),
];
const longestDescriptions = ["W".repeat(2000), "Ein langer Satz, und noch einer.\n".repeat(60), "🎁".repeat(2000)];
const longestTags = Array.from({ length: 10 }, (_, n) => `${n}${"w".repeat(31)}`);

/** The nth of some wishes that say as much as a wish can say. */
export function longestWish(n: number): Said {
  const path = "w".repeat(2000);
  return {
    name: longestNames[n % longestNames.length]!,
    url: `https://${"sub.".repeat(10)}${"w".repeat(60)}.example/${path}`.slice(0, 2048),
    description: longestDescriptions[n % longestDescriptions.length]!,
    price: { amount: `${"9".repeat(12)}.99`, currency: n % 2 === 0 ? "EUR" : "USD" },
    priority: n % 2 === 0 ? "high" : "low",
    quantity: 999,
    tags: longestTags,
  };
}

/** Puts wishes into the table of a stack, past the API, which would take longer; the first one becomes the newest. */
export async function addToTable(dynamodb: DynamoDbPlace, wishes: readonly Said[]): Promise<void> {
  const store = storeOn({ ...dynamodb, requestHandler: { requestTimeout: 30_000 } });
  const newest = Date.parse("2026-11-24T18:00:00.000Z");
  await pMap(
    wishes,
    (wish, n) => {
      const createdAt = wish.createdAt ?? new Date(newest - n * 3_600_000).toISOString();
      const shelf = wish.status ?? "wanted";
      return store.add(storedWish({ ...wish, createdAt, shelf }), AbortSignal.timeout(60_000));
    },
    { concurrency: 8 },
  );
}
