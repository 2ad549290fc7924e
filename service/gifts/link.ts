import { isDeepStrictEqual } from "node:util";

import type { Answers, GivenGift } from "../answers.ts";
import { Failure } from "../failure.ts";
import { json, type ServiceRequest } from "../http.ts";
import { mayManage, requireSubject } from "../operations/caller.ts";
import { readJsonBody } from "../operations/json-body.ts";
import { noSuchList, requireListName } from "../operations/lists.ts";
import { purgeTimeOf } from "../operations/purge.ts";
import type { Answer } from "../service.ts";
import type { ListReader, Ownership, OwnerReader } from "../store/store.ts";
import { defaultList, type FieldError } from "../wish.ts";
import { giftPathOf } from "./address.ts";
import { type Claim, keptDays } from "./claims.ts";
import { hashOf, newCode } from "./codes.ts";
import type { GiftLink, GiftStore } from "./store.ts";

export interface LinkParts {
  gifts: GiftStore;
  lists: OwnerReader & Pick<ListReader, "findList">;
  now: () => Date;
  /** Address of the API, without a slash at its end. */
  apiEndpoint: string;
  /** The scope of a token that may change what others have made; empty where no scopes are asked for. */
  manageScope: string;
}

/** A date further ahead is a slip of the finger. */
const furthestRevealYears = 10;

const mostTries = 5;

/**
 * Makes the gift link of a list, moves its reveal date away, or replaces its code, as it does for a new owner.
 *
 * The answer has the link only when its code is new: only the hash is kept. It says nothing of claims, and reading and
 * writing take the same whether there are any.
 *
 * Fails as a body can and with `invalid_gift_link`, `no_such_list`, `forbidden` for whom it does not belong to, and
 * `store_unavailable`.
 */
export function putGiftLink({ gifts, lists, now, apiEndpoint, manageScope }: LinkParts): Answer {
  return async (request, signal) => {
    const subject = requireSubject(request);
    const list = requireListName(request);
    const ofList = await lists.ownerOfList(list, signal);
    if (!ofList && list !== defaultList) throw noSuchList(list);
    const asked = readLinkRequest(request, now());
    const code = newCode();
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = await gifts.readLink(list, now(), signal);
      const belonging = belongingOf(ofList, before ?? { owner: ofList?.owner ?? subject });
      const { owner } = belonging;
      if (owner !== subject && !mayManage(request, manageScope)) throw notTheirs();
      // What was written before, and its answer lost.
      const isNew = before?.codeHash === hashOf(code) || before?.owner !== owner || asked.rotate;
      const revealOn = later(before, asked.revealOn ?? (before ? undefined : await dayOf(list, now(), signal)));
      // A yes may have put it off.
      const purgeAt = Math.max(before?.purgeAt ?? 0, purgeTimeOf(new Date(revealTime(revealOn)), keptDays));
      const link: GiftLink = { codeHash: isNew ? hashOf(code) : before.codeHash, ...belonging, revealOn, purgeAt };
      const isSame = isDeepStrictEqual(link, before);
      if (isSame || (await gifts.putLink(list, { ...link, ...(before && { before }) }, now(), signal))) {
        const url = isNew && apiEndpoint + giftPathOf({ list, code });
        const answer: Answers["giftLink"] = { list, revealOn, ...(url && { url }) };
        return json(answer);
      }
    }
    throw new Failure("store_unavailable", "The gift link is being changed by others. Try again.");
  };

  /** The day of the list, if it is still to come: nobody has to say it twice. */
  async function dayOf(list: string, now: Date, signal: AbortSignal): Promise<string | undefined> {
    const date = (await lists.findList(list, signal))?.date;
    return date !== undefined && problemOfDay(date, now) === undefined ? date : undefined;
  }
}

/**
 * Lists who gave what, once the day of the reveal has begun, the first claim first.
 *
 * Fails with `not_found` where there is no gift link, `forbidden` for who does not own it and before that day, and
 * `store_unavailable`.
 */
export function listGifts({ gifts, lists, now, manageScope }: LinkParts): Answer {
  return async (request, signal) => {
    const subject = requireSubject(request);
    const list = requireListName(request);
    const link = await gifts.readLink(list, now(), signal);
    if (!link) throw new Failure("not_found", "This list has no gift link.");
    const { owner, claimsFrom = "" } = belongingOf(await lists.ownerOfList(list, signal), link);
    if (owner !== subject && !mayManage(request, manageScope)) throw notTheirs();
    if (!isRevealed(link, now())) {
      throw new Failure("forbidden", `Who gives what is sealed until ${link.revealOn}.`);
    }
    const { claims = {} } = (await gifts.read(list, now(), signal)) ?? {};
    const given = Object.values(claims)
      .filter(({ reservedUntil, claimedAt }) => reservedUntil === undefined && claimedAt >= claimsFrom)
      .toSorted((one, other) => (one.claimedAt < other.claimedAt ? -1 : 1))
      .map(givenGift);
    const answer: Answers["gifts"] = { list, revealOn: link.revealOn, Items: given, Count: given.length };
    return json(answer);
  };
}

type Belonging = Pick<GiftLink, "owner" | "claimsFrom">;

/**
 * Tells who the gifts of a list belong to: who owns the list; where nobody does, who the link belongs to.
 *
 * Somebody else who makes the list again keeps its date, and sees nothing of what was given before. So nobody comes by
 * the claims, or by an earlier date, in removing a list and having it made again.
 */
function belongingOf(ofList: Ownership | undefined, { owner, claimsFrom }: Belonging): Belonging {
  if (ofList && ofList.owner !== owner) return { owner: ofList.owner, claimsFrom: ofList.since };
  return { owner, ...(claimsFrom !== undefined && { claimsFrom }) };
}

function givenGift({ wish: id, name, quantity, claimedAt, from }: Claim): GivenGift {
  return { wish: { id, name }, quantity, claimedAt, ...(from !== undefined && { from }) };
}

/** When a day has begun everywhere on earth: its last time zone is 12 hours behind UTC. */
export function revealTime(day: string): number {
  return Date.parse(`${day}T12:00:00.000Z`);
}

export function isRevealed({ revealOn }: Pick<GiftLink, "revealOn">, now: Date): boolean {
  return now.getTime() >= revealTime(revealOn);
}

function notTheirs(): Failure {
  return new Failure("forbidden", "The gift link of a list is for who owns the list.");
}

function readLinkRequest(request: ServiceRequest, now: Date): { revealOn?: string; rotate: boolean } {
  const { revealOn, rotate = false, ...others } = readJsonBody(request) as Record<string, unknown>;
  const errors: FieldError[] = Object.keys(others).map((field) => ({
    field,
    message: `Unknown field ${JSON.stringify(field.slice(0, 40))}. A gift link has revealOn and rotate.`,
  }));
  if (typeof rotate !== "boolean") errors.push({ field: "rotate", message: "Rotate must be true or false." });
  const problem = revealOn === undefined ? undefined : problemOfDay(revealOn, now);
  if (problem !== undefined) errors.push({ field: "revealOn", message: `RevealOn ${problem}` });
  if (errors.length > 0) throw broken(errors);
  return { rotate: rotate === true, ...(revealOn !== undefined && { revealOn: revealOn as string }) };
}

function problemOfDay(value: unknown, now: Date): string | undefined {
  const isDay = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/u.test(value);
  const time = isDay ? Date.parse(`${value}T00:00:00.000Z`) : Number.NaN;
  // Date.parse takes 30 February for the day after February.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) return "must be a day: 2027-03-03.";
  if (time <= now.getTime()) return "must be in the future.";
  const furthest = now.getUTCFullYear() + furthestRevealYears;
  return new Date(time).getUTCFullYear() > furthest ? `must not be later than ${furthest}.` : undefined;
}

/** @throws Failure `invalid_gift_link` for a date that would come nearer, and for none at all */
function later(before: GiftLink | undefined, asked: string | undefined): string {
  const revealOn = asked ?? before?.revealOn;
  if (revealOn === undefined) {
    const message = "RevealOn is required: the day from which on you may see who gives what. It can only be put off.";
    throw broken([{ field: "revealOn", message }]);
  }
  if (!before || revealOn >= before.revealOn) return revealOn;
  const message = `RevealOn can only be put off: it is ${before.revealOn}.`;
  throw broken([{ field: "revealOn", message }]);
}

function broken(fieldErrors: FieldError[]): Failure {
  return new Failure("invalid_gift_link", "The gift link breaks a rule.", { fieldErrors });
}
