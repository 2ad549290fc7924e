import type { Wish } from "../wish.ts";

/** How long a gift is kept for somebody who has not said yes to it. */
export const reservedMinutes = 30;

/** How long everything about the gifts of a list is kept after its reveal date, and after each yes. */
export const keptDays = 90;

/** The most claims that count at a time: they have to fit into one item of the table, which is read and written whole. */
export const mostClaims = { ofWish: 100, ofList: 500 } as const;

/**
 * So many are kept of the ids of claims that were let go. More than these take as many claims with the gift link; then a
 * form from before them that is sent again makes its claim anew, which can be let go again.
 */
export const mostReleased = 200;

/** More ended reservations are left for who comes next: the expression of a write is 4 KB at most. */
const mostCleared = 100;

/** That somebody gives a wish. */
export interface Claim {
  wish: string;
  /** The name of the wish, as it began when it was claimed: the wish may be gone when this is read. */
  name: string;
  quantity: number;
  claimedAt: string;
  /** Until when it is kept without a yes; absent once there is one. */
  reservedUntil?: string;
  /** The name of who gives, where they have said it. */
  from?: string;
}

/** The claims of a list by their id, which is the hash of the release token. */
export type Claims = Readonly<Record<string, Claim>>;

/** What is kept of the claims of a list. */
export interface Kept {
  claims: Claims;
  /** The ids of claims that were let go, the last one last: a form that is sent again must not make them anew. */
  released: readonly string[];
}

/** What is asked for. */
export interface Wanted {
  /** The id of the claim. */
  id: string;
  wishId: string;
  /** Absent where it is not wanted any more. */
  wish: Pick<Wish, "id" | "name" | "quantity"> | undefined;
  quantity: number;
  /** Whether it is a yes, in place of a reservation. */
  isYes: boolean;
  from?: string;
}

/** What a write does to the claims of a list. */
export interface ClaimsChange {
  set?: { id: string; claim: Claim };
  remove: readonly string[];
  /** Comes in place of the ids that were let go until now. */
  released?: readonly string[];
}

/** What comes of asking for a gift; without a `change` it is so already. An id is `used` for another wish, or was let go. */
export type Decision = { claim: Claim; change?: ClaimsChange } | "taken" | "used";

/** Whether a claim counts: it was said yes to, or its time has not ended. */
export function counts({ reservedUntil }: Claim, now: Date): boolean {
  return reservedUntil === undefined || reservedUntil > now.toISOString();
}

/** Adds up how many of each wish are taken. */
export function takenByWish(claims: Claims, now: Date): Map<string, number> {
  const taken = new Map<string, number>();
  for (const claim of Object.values(claims)) {
    if (counts(claim, now)) taken.set(claim.wish, (taken.get(claim.wish) ?? 0) + claim.quantity);
  }
  return taken;
}

/** How many of a wish nobody gives yet; an owner may by now want fewer than were taken. */
export function freeOf({ id, quantity = 1 }: Pick<Wish, "id" | "quantity">, taken: Map<string, number>): number {
  return Math.max(0, quantity - (taken.get(id) ?? 0));
}

/**
 * Decides what comes of asking for a gift, by the claims that there are.
 *
 * A repeat under the same id is the same claim; of another quantity, it is decided anew until there is a yes. A yes in
 * time has to find room only beside what others have said yes to, as the owner may want fewer by now. A yes that comes
 * too late still counts if the gift is free.
 */
export function decide({ claims, released }: Kept, wanted: Wanted, now: Date): Decision {
  const { id, wishId, wish, quantity, isYes } = wanted;
  const own = Object.hasOwn(claims, id) ? claims[id] : undefined;
  if (released.includes(id) || (own && own.wish !== wishId)) return "used";
  if (own && own.reservedUntil === undefined) return { claim: own };
  if (!wish) return "taken";
  const isHeld = own !== undefined && counts(own, now) && own.quantity === quantity;
  if (isHeld && !isYes) return { claim: own };
  const rivals = Object.entries(claims).filter(
    ([each, claim]) => each !== id && counts(claim, now) && !(isHeld && claim.reservedUntil !== undefined),
  );
  if (!hasRoom(Object.fromEntries(rivals), wish, quantity, now)) return "taken";
  const claim: Claim = {
    wish: wish.id,
    name: own?.name ?? beginningOf(wish.name),
    quantity,
    claimedAt: now.toISOString(),
    ...(!isYes && { reservedUntil: new Date(now.getTime() + reservedMinutes * 60_000).toISOString() }),
    ...(isYes && wanted.from !== undefined && { from: wanted.from }),
  };
  const ended = Object.keys(claims).filter((each) => each !== id && !counts(claims[each]!, now));
  return { claim, change: { set: { id, claim }, remove: ended.slice(0, mostCleared) } };
}

/** What lets a claim go, for good. */
export function letGo({ released }: Kept, id: string): ClaimsChange {
  return { remove: [id], released: [...released, id].slice(-mostReleased) };
}

function hasRoom(rivals: Claims, wish: Pick<Wish, "id" | "quantity">, quantity: number, now: Date): boolean {
  const counting = Object.values(rivals);
  const ofWish = counting.filter((claim) => claim.wish === wish.id);
  return (
    quantity <= freeOf(wish, takenByWish(rivals, now)) &&
    ofWish.length < mostClaims.ofWish &&
    counting.length < mostClaims.ofList
  );
}

const longestName = 60;

function beginningOf(name: string): string {
  const characters = Array.from(name);
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join("")}…` : name;
}
