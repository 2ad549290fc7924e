import { idPattern, operations } from "../contract.ts";
import { Failure, failureStatus } from "../failure.ts";
import type { Content, ServiceRequest } from "../http.ts";
import { parseValue } from "../kind-rules.ts";
import { decodeCursor, encodeCursor } from "../operations/cursor.ts";
import { failurePage, noSuchPage, sorted, takeCards, wishesRead } from "../page/answers.ts";
import { readerOf } from "../page/reader.ts";
import type { Answer } from "../service.ts";
import type { ListReader } from "../store/store.ts";
import { isListName } from "../wish.ts";
import type { GiftView } from "./address.ts";
import { takenByWish } from "./claims.ts";
import { codePattern } from "./codes.ts";
import { type Form, longestFrom, readForm, unreadableForm } from "./form.ts";
import { claimGift, type ClaimRequest, type GivingParts, lookAtGift, openGifts, releaseGift } from "./giving.ts";
import { isRevealed } from "./link.ts";
import {
  giftCardWriter,
  giftHeaders,
  type Seal,
  writeConfirmedPage,
  writeGiftMessage,
  writeGiftPage,
  writeReleasePage,
  writeReservedPage,
} from "./page.ts";
import type { GiftLink } from "./store.ts";

export interface GiftPageParts extends GivingParts {
  lists: Pick<ListReader, "findList">;
  /** Address of the API, without a slash at its end. */
  apiEndpoint: string;
}

/** The answers for people who give; all fail with `not_found` for a wrong code or token, and `store_unavailable`. */
export type GiftPages = Record<"giftPage" | "claim" | "releasePage" | "release", Answer>;

export function createGiftPages(parts: GiftPageParts): GiftPages {
  const { wishes, lists, now, apiEndpoint } = parts;
  const sealOf = ({ revealOn }: Pick<GiftLink, "revealOn">): Seal => ({
    revealOn,
    isRevealed: isRevealed({ revealOn }, now()),
  });
  return {
    async giftPage({ query, headers }, signal) {
      const view = readView(query);
      const { list, code, page, nextToken } = view;
      const { link, claims } = await openGifts(parts, list, code, signal);
      const reader = readerOf(headers["accept-language"]);
      const after = nextToken === undefined ? undefined : decodeCursor(nextToken);
      const [about, found] = await Promise.all([
        lists.findList(list, signal),
        wishes.newest({ list, shelf: "wanted", limit: wishesRead, ...(after && { after }) }, signal),
      ]);
      const write = giftCardWriter(view, takenByWish(claims, now()), reader);
      const { cards, isLast } = takeCards(sorted(found.wishes), page, write);
      const following = isLast
        ? found.next && { list, code, nextToken: encodeCursor(found.next) }
        : { ...view, page: page + 1 };
      const shown = { view, about, ...sealOf(link), cards };
      return pageOf(writeGiftPage({ ...shown, ...(following && { next: following }) }, reader));
    },

    async claim(request, signal) {
      const asked = readClaim(readForm(request));
      const { claim, ...given } = await claimGift(parts, asked, signal);
      const reader = readerOf(request.headers["accept-language"]);
      const { list, token, code } = asked;
      const shown = { list, token, code, claim, ...sealOf(given), apiEndpoint };
      return pageOf(
        claim.reservedUntil === undefined ? writeConfirmedPage(shown, reader) : writeReservedPage(shown, reader),
      );
    },

    async releasePage({ query, headers }, signal) {
      const { list, token } = readRelease(query);
      const given = await lookAtGift(parts, list, token, signal);
      return pageOf(
        writeReleasePage({ list, token, ...given, ...sealOf(given) }, readerOf(headers["accept-language"])),
      );
    },

    async release(request, signal) {
      const { list, token } = readRelease(readForm(request));
      await releaseGift(parts, list, token, signal);
      const reader = readerOf(request.headers["accept-language"]);
      return pageOf(writeGiftMessage(reader.words.gifts.released, undefined, reader));
    },
  };
}

/** Says in a page what is wrong with a gift link or with what was asked for. */
export function giftFailurePage(failure: Failure, request: ServiceRequest): Content {
  const { code } = failure;
  const reader = readerOf(request.headers["accept-language"]);
  const { gifts } = reader.words;
  if (code === "taken") return pageOf(writeGiftMessage(gifts.takenByOthers, readClaim(readForm(request)), reader));
  if (code === "not_found") {
    const isOfClaim = request.routeKey.endsWith(` ${operations.release.path}`);
    return pageOf(writeGiftMessage(isOfClaim ? gifts.nothingKept : gifts.deadLink, undefined, reader));
  }
  if (failureStatus[code] >= 500) return failurePage(failure, request);
  return pageOf(writeGiftMessage(gifts.unreadable, undefined, reader));
}

function pageOf(body: string): Content {
  return { headers: giftHeaders, body };
}

function readView({ list, code, page = "1", nextToken }: ServiceRequest["query"]) {
  if (!/^[1-9]\d{0,2}$/u.test(page)) throw noSuchPage();
  const view: GiftView = { ...readSecret(list, code), ...(nextToken !== undefined && { nextToken }) };
  return { ...view, page: Number(page) };
}

function readRelease({ list, token }: Form): { list: string; token: string } {
  const { code } = readSecret(list, token);
  return { list: list!, token: code };
}

/** @throws Failure `not_found` for what can be no list or no code: the table is not asked */
function readSecret(list = "", code = ""): { list: string; code: string } {
  if (isListName(list) && codePattern.test(code)) return { list, code };
  throw new Failure("not_found", "This link leads nowhere.");
}

/** @throws Failure `bad_request` for what the form of no page sends, and `not_found` as {@link readSecret} */
function readClaim({ list, code, token = "", wish = "", quantity = "1", yes, from = "" }: Form): ClaimRequest {
  if (!codePattern.test(token) || !idPattern.test(wish) || !/^[1-9]\d{0,2}$/u.test(quantity)) refuse();
  const name = parseValue({ kind: "line", maxCharacters: longestFrom, setBy: "person" }, from, refuse);
  return {
    ...readSecret(list, code),
    token,
    wish,
    quantity: Number(quantity),
    isYes: yes === "yes",
    ...(typeof name === "string" && { from: name }),
  };
}

function refuse(): never {
  throw unreadableForm();
}
