/** dynalite has no types of its own. These are for the part that is used. */
declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Folder of the LevelDB store. Without it, the store is in memory. */
    path?: string;
    /** How long a new table stays in CREATING. */
    createTableMs?: number;
  }

  export default function dynalite(options: DynaliteOptions): Server;
}

declare module "dynalite/db/index.js" {
  type Item = Record<string, unknown>;

  /** What is stored of a table, under the key `table~NAME`. */
  interface TableRecord {
    TableName: string;
    TableStatus: string;
    GlobalSecondaryIndexes?: { IndexName: string }[];
  }

  /** The key that an item is stored under, after `item-NAME~`. Also works for an entry of an index: it has the same key. */
  export function createKey(item: Item, table: TableRecord): string;
}
