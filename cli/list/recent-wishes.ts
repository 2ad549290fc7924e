import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ListedWish } from "../api/answers.ts";
import { ownerOnlyFile, ownerOnlyFolder } from "../config-folder.ts";
import { safeText } from "../output/safe-text.ts";

/** More would keep a shell busy at every press of Tab. */
export const mostRecentWishes = 1000;

const mostNameUnits = 60;

/** As {@link rememberWishes}, with the names and titles of lists. */
export function rememberLists(lists: readonly { name: string; title?: string }[], folder: string): void {
  remember(
    "lists.tsv",
    lists.map(({ name, title = "" }) => ({ id: name, name: title })),
    folder,
  );
}

/**
 * Leaves ids and names for the completion of shells, which reads them without starting this program: a line each, the id,
 * a tab, and the name.
 *
 * A shell puts an id into a command line as it is, so only those are left that mean nothing else there. Never throws:
 * completion is a convenience.
 */
export function rememberWishes(wishes: readonly Pick<ListedWish, "id" | "name">[], folder: string): void {
  remember("wishes.tsv", wishes, folder);
}

function remember(file: string, items: readonly Pick<ListedWish, "id" | "name">[], folder: string): void {
  // Node would take longer to load its cryptography than to do all of this.
  const temporary = join(folder, `${file}.${Math.random()}`);
  const lines = items
    .filter(({ id }) => /^\w[\w-]{0,127}$/u.test(id))
    .map(({ id, name }) => `${id}\t${safeText(name.slice(0, mostNameUnits).replace(/\s+/gu, " "))}\n`);
  try {
    mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder });
    writeFileSync(temporary, lines.join(""), { mode: ownerOnlyFile, flag: "wx" });
    // In one step, for a shell that reads it at this moment.
    renameSync(temporary, join(folder, file));
  } catch {
    // A full disk, or a folder of somebody else.
  }
}
