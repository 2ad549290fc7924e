import type { ListedWish } from "../api/answers.ts";

type Compare = (one: ListedWish, other: ListedWish) => number;

/** What a list can be sorted by. Wishes without such a value are last, and equal ones stay as they were. */
const orders = {
  priority: () => byKeys(({ priority }) => [priority === "high" ? 0 : priority === "low" ? 2 : 1]),
  /** One currency after the other, each from the lowest price. */
  price: () => byKeys(({ price }) => [price?.currency, numberOrAbsent(Number(price?.amount))]),
  /** As the person's language does it, and 9 before 10. */
  name: () => {
    const { compare } = new Intl.Collator(undefined, { numeric: true });
    return (one, other) => compare(one.name, other.name);
  },
  newest: () => byKeys(({ createdAt = "" }) => [numberOrAbsent(-Date.parse(createdAt))]),
} satisfies Record<string, () => Compare>;

export type Order = keyof typeof orders;

export const orderNames = Object.keys(orders) as Order[];

export function sortWishes(wishes: readonly ListedWish[], order: Order): ListedWish[] {
  return wishes.toSorted(orders[order]());
}

type Key = string | number | undefined;

function byKeys(keysOf: (wish: ListedWish) => readonly Key[]): Compare {
  return (one, other) => {
    const otherKeys = keysOf(other);
    const differences = keysOf(one).map((key, index) => compareKeys(key, otherKeys[index]));
    return differences.find((difference) => difference !== 0) ?? 0;
  };
}

function compareKeys(one: Key, other: Key): number {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
  return one < other ? -1 : 1;
}

/** An API other than ours may give anything as an amount or a time. */
function numberOrAbsent(number: number): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}
