import { createKey, type Item, type TableRecord } from "dynalite/db/index.js";
import type { Level } from "level";

export type TableDatabase = Level<string, unknown>;

const itemsAtOnce = 500;

/**
 * Repairs what dynalite leaves behind when its process is killed.
 *
 * A table that was being created would stay in CREATING for ever. It has no items yet, and is removed. An item that was
 * being written can have index entries without the item, since dynalite writes them first and one by one. The write was
 * never acknowledged, so the entries are removed.
 */
export async function repairTables(database: TableDatabase): Promise<void> {
  for await (const [key, value] of database.iterator(prefixedWith("table~"))) {
    const table = value as TableRecord;
    if (table.TableStatus === "CREATING") await database.del(key);
    for (const index of table.GlobalSecondaryIndexes ?? []) {
      await removeEntriesWithoutItem(database, table, index.IndexName);
    }
  }
}

async function removeEntriesWithoutItem(database: TableDatabase, table: TableRecord, index: string): Promise<void> {
  const entries = database.iterator(prefixedWith(`index-global~${table.TableName}~${index}~`));
  try {
    for (let some = await entries.nextv(itemsAtOnce); some.length > 0; some = await entries.nextv(itemsAtOnce)) {
      const items = await database.getMany(
        some.map(([, entry]) => `item-${table.TableName}~${createKey(entry as Item, table)}`),
      );
      const lonely = some.filter((_, position) => items[position] === undefined);
      await database.batch(lonely.map(([key]) => ({ type: "del", key })));
    }
  } finally {
    await entries.close();
  }
}

function prefixedWith(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\u{FFFF}` };
}
