import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it } from "vitest";

import { openRecordStore } from "../../../../infra/local/issuer/record-store.ts";

const nowSeconds = 1_800_000_000;

it("forgets records an hour after they expired, of every model and also on disk", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wish-records-"));
  try {
    const store = await openRecordStore(folder);
    const models = [store.adapter("RefreshToken"), store.adapter("DeviceCode")];
    for (const records of models) {
      await records.upsert("old", { exp: nowSeconds - 3601 });
      await records.upsert("late", { exp: nowSeconds - 3599 });
    }

    await store.removeExpired(nowSeconds);

    for (const records of models) {
      expect(await records.find("old")).toBeUndefined();
      expect(await records.find("late")).toBeDefined();
    }
    await store.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
