import { giftPath, operations } from "../contract.ts";
import { withQuery } from "../page/address.ts";

/** Which part of a gift page somebody sees who has the code of it. */
export interface GiftView {
  list: string;
  code: string;
  page?: number;
  nextToken?: string;
}

/** Writes the address of a view without its host. */
export function giftPathOf({ list, code, page = 1, nextToken }: GiftView): string {
  return withQuery(giftPath, { list, code, nextToken, page: page === 1 ? undefined : String(page) });
}

/** Writes the address with which a gift is let go, without its host. */
export function releasePathOf(list: string, token: string): string {
  return withQuery(operations.releasePage.path, { list, token });
}
