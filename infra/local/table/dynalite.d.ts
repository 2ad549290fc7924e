/** dynalite carries no types; this is the part that is used. */
declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Folder of the LevelDB store; in memory without one. */
    path?: string;
    /** How long a new table stays in CREATING. */
    createTableMs?: number;
  }

  export default function dynalite(options: DynaliteOptions): Server;
}

declare module "dynalite/db/index.js" {
  type Item = Record<string, unknown>;

  /** How a table is kept under the key `table~NAME`. */
  interface TableRecord {
    TableName: string;
    TableStatus: string;
    GlobalSecondaryIndexes?: { IndexName: string }[];
  }

  /** The key that an item is kept under, after `item-NAME~`. Takes an entry of an index, too: it holds the item's key. */
  export function createKey(item: Item, table: TableRecord): string;
}
