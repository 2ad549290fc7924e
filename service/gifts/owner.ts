import { defaultList } from "../wish.ts";

/** Whose a list is; `undefined` where there is no such list. The one that is always there is nobody's. */
export function ownerOfList(list: string): { owner?: string } | undefined {
  return list === defaultList ? {} : undefined;
}
