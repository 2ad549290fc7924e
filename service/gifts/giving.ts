import { Failure } from "../failure.ts";
import { purgeTimeOf } from "../operations/purge.ts";
import type { WishReader } from "../store/store.ts";
import type { Status } from "../wish.ts";
import { type Claim, counts, decide, keptDays, letGo } from "./claims.ts";
import { hashOf, isCode, newCode } from "./codes.ts";
import type { GiftLink, Gifts, GiftStore } from "./store.ts";

export interface GivingParts {
  gifts: GiftStore;
  wishes: WishReader;
  now: () => Date;
}

/** Somebody asks for a gift; all of it comes from a form. */
export interface ClaimRequest {
  list: string;
  /** Of the gift link. */
  code: string;
  /** What the claim is released with later: made by the page, so that a form that is sent twice is one claim. */
  token: string;
  wish: string;
  quantity: number;
  isYes: boolean;
  from?: string;
}

/** A claim, and from when on the owner can see it. */
export interface Given {
  claim: Claim;
  revealOn: string;
}

/** What became of a wish that somebody gives. */
export type Standing = Status | "withdrawn";

/** Others who claim on the same list all the time are given up against after so many tries. */
const mostTries = 20;

/** Of a list without a gift link, so that asking for one takes as long as a wrong code does. */
const nobodysHash = hashOf(newCode());

/**
 * Reads the gifts of a list for who has the code of its link.
 *
 * @throws Failure `not_found`, the same for a wrong code, for that of another list, and where there is no link
 */
export async function openGifts(
  { gifts: store, now }: Pick<GivingParts, "gifts" | "now">,
  list: string,
  code: string,
  signal: AbortSignal,
): Promise<Gifts> {
  // Before the claims are read, which takes the longer the more there are.
  requireCode(await store.readLink(list, now(), signal), code);
  const gifts = await store.read(list, now(), signal);
  requireCode(gifts?.link, code);
  return gifts!;
}

function requireCode(link: GiftLink | undefined, code: string): void {
  const isOpen = isCode(code, link?.codeHash ?? nobodysHash);
  if (!link || !isOpen) throw new Failure("not_found", "This gift link leads nowhere, or there is a new one.");
}

/**
 * Reserves a gift, or says yes to it.
 *
 * @throws Failure `not_found` for a wrong code, `taken` for what is not free any more or not wished for, and `bad_request`
 * for a token of another wish, or of a gift that was let go
 */
export async function claimGift(
  parts: GivingParts,
  { list, code, token, wish: wishId, ...asked }: ClaimRequest,
  signal: AbortSignal,
): Promise<Given> {
  const { gifts: store, wishes, now } = parts;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const gifts = await openGifts(parts, list, code, signal);
    const found = await wishes.findOn(list, wishId, signal);
    const wish = found?.status === "wanted" ? found : undefined;
    const decision = decide(gifts, { ...asked, id: hashOf(token), wishId, wish }, now());
    if (decision === "taken") throw taken();
    if (decision === "used") throw new Failure("bad_request", "This form was used before. Load the page again.");
    const { claim, change } = decision;
    const purgeAt = purgeTimeOf(now(), keptDays);
    const lasting = asked.isYes && purgeAt > gifts.link.purgeAt && { purgeAt };
    if (!change || (await store.change(list, gifts, { ...change, ...lasting }, signal))) {
      return { claim, revealOn: gifts.link.revealOn };
    }
  }
  throw new Failure("store_unavailable", "Many people claim gifts of this list right now. Try again.");
}

/**
 * Shows what is given to who has the token of it, and what became of the wish.
 *
 * @throws Failure `not_found`, the same for a wrong token and for what was released or has ended
 */
export async function lookAtGift(
  { gifts, wishes, now }: GivingParts,
  list: string,
  token: string,
  signal: AbortSignal,
): Promise<Given & { standing: Standing }> {
  const { claim, revealOn } = requireClaim(await gifts.read(list, now(), signal), token);
  if (!counts(claim, now())) throw nothingKept();
  const wish = await wishes.findOn(list, claim.wish, signal);
  return { claim, standing: wish?.status ?? "withdrawn", revealOn };
}

/** Lets a gift go for good, or leaves it so; otherwise fails as {@link lookAtGift}. */
export async function releaseGift(
  { gifts: store, now }: GivingParts,
  list: string,
  token: string,
  signal: AbortSignal,
): Promise<void> {
  const id = hashOf(token);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const kept = await store.read(list, now(), signal);
    if (kept?.released.includes(id)) return;
    const { gifts } = requireClaim(kept, token);
    if (await store.change(list, gifts, letGo(gifts, id), signal)) return;
  }
  throw new Failure("store_unavailable", "Many people claim gifts of this list right now. Try again.");
}

function requireClaim(gifts: Gifts | undefined, token: string) {
  const id = hashOf(token);
  if (gifts && Object.hasOwn(gifts.claims, id)) {
    return { gifts, claim: gifts.claims[id]!, revealOn: gifts.link.revealOn };
  }
  throw nothingKept();
}

function nothingKept(): Failure {
  return new Failure("not_found", "Nothing is kept under this link.");
}

function taken(): Failure {
  return new Failure("taken", "Somebody else gives this by now, or it is not wished for any more.");
}
