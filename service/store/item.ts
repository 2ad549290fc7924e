import { listFieldNames, pickListFields, type List } from "../lists.ts";
import { fieldNames, pickFields, type Status, type Wish } from "../wish.ts";
import type { Shelf, StoredList, StoredWish } from "./store.ts";

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
export const shownAttributes: readonly string[] = fieldNames.filter((name) => name !== "status");

/** What is read of a list; with `purgeAt`, it was removed. */
export const shownAttributesOfList: readonly string[] = [...listFieldNames, "purgeAt"];

/** What is read to know who a list belongs to. */
export const ownerAttributesOfList: readonly string[] = ["addedBy", "createdAt", "purgeAt"];

const separator = "#";

/** The partition of the index for a shelf of a list. */
export function partitionOf(list: string, shelf: Shelf): string {
  return shelf === "wanted" ? list : `${list}${separator}${shelf}`;
}

/** Makes the item for a wish. */
export function toItem({ wish, shelf, ...kept }: StoredWish): Item {
  const { status: _status, list, ...fields } = wish;
  return { ...fields, ...kept, list: partitionOf(list, shelf) };
}

/** Reads an item; one from before wishes could be changed is at its first version. */
export function fromItem(item: Item): StoredWish {
  const [list, shelf = "wanted"] = item.list.split(separator) as [string, Shelf?];
  const status: Status = shelf === "got" ? "got" : "wanted";
  const { addedBy, changeKey, purgeAt } = item;
  return {
    wish: pickFields({ updatedAt: item.createdAt, version: 1, ...item, status, list }) as Wish,
    shelf,
    addedBy,
    ...(changeKey !== undefined && { changeKey }),
    ...(purgeAt !== undefined && { purgeAt }),
  };
}

/** The partition of the index that the lists stand in. No wish can come there: no list can be called so. */
export const partitionOfLists = `${separator}lists`;

/** The id that the item of a list has; no wish can be asked for by it. */
export function idOfList(name: string): string {
  return `list${separator}${name}`;
}

/** Makes the item for a list. One that is unlisted, or was removed, has no place in the index. */
export function toItemOfList({ list, ...kept }: StoredList): object {
  const isListed = list.unlisted !== true && kept.purgeAt === undefined;
  return { ...list, ...kept, id: idOfList(list.name), ...(isListed && { list: partitionOfLists }) };
}

export function fromItemOfList(item: object): StoredList {
  const { addedBy, changeKey, purgeAt } = item as StoredList;
  return { list: pickListFields(item) as List, addedBy, changeKey, ...(purgeAt !== undefined && { purgeAt }) };
}
