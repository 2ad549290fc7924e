import { fieldNames, pickFields, type Status, type Wish } from "../wish.ts";
import type { Shelf, StoredWish } from "./store.ts";

/**
 * An item of the table. The state of a wish is in the partition of the index that it stands in: `default`, `default#got`
 * or `default#removed`. Reading one shelf costs the same whatever lies on the others, and moving is one write.
 */
export type Item = Omit<Wish, "status" | "version" | "updatedAt"> &
  Partial<Pick<Wish, "version" | "updatedAt">> & {
    list: string;
    addedBy: string;
    changeKey?: string;
    purgeAt?: number;
  };

/**
 * What is read where anybody may ask: never who added a wish. Its status is in the list, and what is past its time is
 * gone before the table has deleted it.
 */
export const shownAttributes: readonly string[] = [...fieldNames.filter((name) => name !== "status"), "list"];

const separator = "#";

/** The partition of the index for a shelf of a list. */
export function partitionOf(list: string, shelf: Shelf): string {
  return shelf === "wanted" ? list : `${list}${separator}${shelf}`;
}

/** Makes the item for a wish. */
export function toItem({ wish, list, shelf, ...kept }: StoredWish): Item {
  const { status: _status, ...fields } = wish;
  return { ...fields, ...kept, list: partitionOf(list, shelf) };
}

/** Reads an item; one from before wishes could be changed is at its first version. */
export function fromItem(item: Item): StoredWish {
  const [list, shelf = "wanted"] = item.list.split(separator) as [string, Shelf?];
  const status: Status = shelf === "got" ? "got" : "wanted";
  const { addedBy, changeKey, purgeAt } = item;
  return {
    wish: pickFields({ updatedAt: item.createdAt, version: 1, ...item, status }) as Wish,
    list,
    shelf,
    addedBy,
    ...(changeKey !== undefined && { changeKey }),
    ...(purgeAt !== undefined && { purgeAt }),
  };
}
