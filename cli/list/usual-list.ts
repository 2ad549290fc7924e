import { defaultList, type NewWish } from "../../service/wish.ts";

/** Leaves out the list that a wish comes to unasked, for an API that knows of no lists. */
export function withoutUsualList({ list, ...wish }: NewWish): NewWish {
  return list === undefined || list === defaultList ? wish : { ...wish, list };
}
