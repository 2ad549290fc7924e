import { randomUUID } from "node:crypto";

import type { StoredWish } from "../../service/store/store.ts";
import { defaultList, type Wish } from "../../service/wish.ts";

type Kept = Omit<StoredWish, "wish">;

/** A wish as a store keeps it, with what a test does not care about filled in. */
export function storedWish(given: Partial<Wish & Kept> = {}): StoredWish {
  const { shelf = "wanted", addedBy = "auth0|ada", changeKey, purgeAt, ...wish } = given;
  const createdAt = wish.createdAt ?? "2026-11-22T10:00:00.000Z";
  return {
    wish: {
      id: randomUUID(),
      name: "A wish",
      createdAt,
      status: shelf === "got" ? "got" : "wanted",
      updatedAt: createdAt,
      version: 1,
      list: defaultList,
      ...wish,
    },
    shelf,
    addedBy,
    ...(changeKey !== undefined && { changeKey }),
    ...(purgeAt !== undefined && { purgeAt }),
  };
}
